/** How far consumers are behind. */
@NullMarked
package io.millrace.ops.lag;

import org.jspecify.annotations.NullMarked;
