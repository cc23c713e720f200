/** Who is calling: API keys, read from their compacted topic, and JWTs of one issuer. */
@NullMarked
package io.millrace.ingest.auth;

import org.jspecify.annotations.NullMarked;
