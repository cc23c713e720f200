/** Verification schemes of webhook deliveries. */
@NullMarked
package io.millrace.ingest.signature;

import org.jspecify.annotations.NullMarked;
