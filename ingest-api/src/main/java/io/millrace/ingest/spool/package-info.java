/** Events on local disk while Kafka is away: bounded, synced, drained in order. */
@NullMarked
package io.millrace.ingest.spool;

import org.jspecify.annotations.NullMarked;
