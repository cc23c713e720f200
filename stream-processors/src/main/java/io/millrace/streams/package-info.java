/** Kafka Streams: facts in, projections out, exactly once. */
@NullMarked
package io.millrace.streams;

import org.jspecify.annotations.NullMarked;
