/** Serdes and client defaults every app uses to talk to Kafka. */
@NullMarked
package io.millrace.schemas.kafka;

import org.jspecify.annotations.NullMarked;
