/** Millrace as one of the systems compared. */
@NullMarked
package io.millrace.loadtest.compare.millrace;

import org.jspecify.annotations.NullMarked;
