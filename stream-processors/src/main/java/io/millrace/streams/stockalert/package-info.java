/** Low-stock alerts: one per crossing of a product's threshold. */
@NullMarked
package io.millrace.streams.stockalert;

import org.jspecify.annotations.NullMarked;
