/** Shifts of terminals and what was taken during each. */
@NullMarked
package io.millrace.projection.shift;

import org.jspecify.annotations.NullMarked;
