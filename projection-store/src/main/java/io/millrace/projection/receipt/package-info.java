/** Receipts as they were recorded. */
@NullMarked
package io.millrace.projection.receipt;

import org.jspecify.annotations.NullMarked;
