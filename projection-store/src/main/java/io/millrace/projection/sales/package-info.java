/** Sales by quarter of an hour and by day. */
@NullMarked
package io.millrace.projection.sales;

import org.jspecify.annotations.NullMarked;
