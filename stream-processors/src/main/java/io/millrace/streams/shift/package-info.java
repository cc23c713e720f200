/** Shifts of terminals with what was taken during each. */
@NullMarked
package io.millrace.streams.shift;

import org.jspecify.annotations.NullMarked;
