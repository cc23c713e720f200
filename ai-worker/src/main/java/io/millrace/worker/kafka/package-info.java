/** Where Kafka is, and whether it answers. */
@NullMarked
package io.millrace.worker.kafka;

import org.jspecify.annotations.NullMarked;
