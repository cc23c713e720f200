/**
 * Whether an event was taken before: a hint that all instances share, never a reason to lose one.
 */
@NullMarked
package io.millrace.ingest.dedupe;

import org.jspecify.annotations.NullMarked;
