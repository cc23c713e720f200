/** The log writer: events out to Kafka, bounded and never blocking. */
@NullMarked
package io.millrace.ingest.kafka;

import org.jspecify.annotations.NullMarked;
