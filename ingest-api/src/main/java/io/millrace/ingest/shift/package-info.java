/** Shifts opened and closed on a terminal. */
@NullMarked
package io.millrace.ingest.shift;

import org.jspecify.annotations.NullMarked;
