/** Stock levels. */
@NullMarked
package io.millrace.projection.stock;

import org.jspecify.annotations.NullMarked;
