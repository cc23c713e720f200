/** Nobody's flood becomes everybody's wait: turns for the requests of each source and tenant. */
@NullMarked
package io.millrace.ingest.fairness;

import org.jspecify.annotations.NullMarked;
