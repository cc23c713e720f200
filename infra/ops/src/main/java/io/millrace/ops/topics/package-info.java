/** The catalogue against the broker. */
@NullMarked
package io.millrace.ops.topics;

import org.jspecify.annotations.NullMarked;
