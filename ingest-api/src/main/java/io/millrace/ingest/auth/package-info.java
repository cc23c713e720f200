/** Who is calling: API keys, read from their compacted topic. */
@NullMarked
package io.millrace.ingest.auth;

import org.jspecify.annotations.NullMarked;
