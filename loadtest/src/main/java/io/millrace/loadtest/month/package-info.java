/** A generated month of many stores through the platform, and the same by plain loops. */
@NullMarked
package io.millrace.loadtest.month;

import org.jspecify.annotations.NullMarked;
