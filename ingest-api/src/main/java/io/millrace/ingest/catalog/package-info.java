/** Products and reference data: the current state of each. */
@NullMarked
package io.millrace.ingest.catalog;

import org.jspecify.annotations.NullMarked;
