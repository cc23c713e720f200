/** Sales by payment method and by employee. */
@NullMarked
package io.millrace.projection.breakdown;

import org.jspecify.annotations.NullMarked;
