/** Scenarios of those who look at sales. */
@NullMarked
package io.millrace.loadtest.sales;

import org.jspecify.annotations.NullMarked;
