/** Dead letters. */
@NullMarked
package io.millrace.ops.deadletter;

import org.jspecify.annotations.NullMarked;
