/** Reading along. */
@NullMarked
package io.millrace.ops.tail;

import org.jspecify.annotations.NullMarked;
