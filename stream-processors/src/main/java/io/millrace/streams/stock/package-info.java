/** Stock levels. */
@NullMarked
package io.millrace.streams.stock;

import org.jspecify.annotations.NullMarked;
