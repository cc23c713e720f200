/** Stock movements in. */
@NullMarked
package io.millrace.ingest.stock;

import org.jspecify.annotations.NullMarked;
