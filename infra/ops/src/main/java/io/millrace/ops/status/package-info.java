/** Everything at a glance. */
@NullMarked
package io.millrace.ops.status;

import org.jspecify.annotations.NullMarked;
