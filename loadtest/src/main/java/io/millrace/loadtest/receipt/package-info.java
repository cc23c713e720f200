/** Scenarios of the till. */
@NullMarked
package io.millrace.loadtest.receipt;

import org.jspecify.annotations.NullMarked;
