/** The page at {@code /}. */
@NullMarked
package io.millrace.projection.dashboard;

import org.jspecify.annotations.NullMarked;
