/** Receipts in: sales and refunds of a terminal. */
@NullMarked
package io.millrace.ingest.receipt;

import org.jspecify.annotations.NullMarked;
