/** Sales of each product. */
@NullMarked
package io.millrace.streams.product;

import org.jspecify.annotations.NullMarked;
