/** Sales of products. */
@NullMarked
package io.millrace.projection.product;

import org.jspecify.annotations.NullMarked;
