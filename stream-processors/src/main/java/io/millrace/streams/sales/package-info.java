/** Sales of a store by quarter of an hour and by day. */
@NullMarked
package io.millrace.streams.sales;

import org.jspecify.annotations.NullMarked;
