/** Redis, which is optional: the worker goes on without it. */
@NullMarked
package io.millrace.worker.redis;

import org.jspecify.annotations.NullMarked;
