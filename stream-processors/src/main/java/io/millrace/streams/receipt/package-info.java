/** Receipts as the topologies read them. */
@NullMarked
package io.millrace.streams.receipt;

import org.jspecify.annotations.NullMarked;
