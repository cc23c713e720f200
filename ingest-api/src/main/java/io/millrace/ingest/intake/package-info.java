/** From a request to acknowledged events: one, an array or lines of them. */
@NullMarked
package io.millrace.ingest.intake;

import org.jspecify.annotations.NullMarked;
