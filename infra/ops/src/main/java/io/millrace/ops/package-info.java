/** The command line for operations. */
@NullMarked
package io.millrace.ops;

import org.jspecify.annotations.NullMarked;
