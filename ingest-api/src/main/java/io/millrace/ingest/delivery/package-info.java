/** The last deliveries of each source, for its owner: what came, what was refused and why. */
@NullMarked
package io.millrace.ingest.delivery;

import org.jspecify.annotations.NullMarked;
