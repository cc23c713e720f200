/** Creating, listing and deleting plans. */
@NullMarked
package io.millrace.ingest.plan;

import org.jspecify.annotations.NullMarked;
