/** Talking to Kafka with bounded patience, and records as people read them. */
@NullMarked
package io.millrace.ops.kafka;

import org.jspecify.annotations.NullMarked;
