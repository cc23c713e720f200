/** Redis, which is optional: whoever uses it goes on without it. */
@NullMarked
package io.millrace.ingest.redis;

import org.jspecify.annotations.NullMarked;
