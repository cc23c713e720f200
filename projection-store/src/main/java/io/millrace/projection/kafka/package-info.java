/** Access to Kafka that more than one feature needs. */
@NullMarked
package io.millrace.projection.kafka;

import org.jspecify.annotations.NullMarked;
