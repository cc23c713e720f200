/** Sales of a store by payment method and by employee. */
@NullMarked
package io.millrace.streams.breakdown;

import org.jspecify.annotations.NullMarked;
