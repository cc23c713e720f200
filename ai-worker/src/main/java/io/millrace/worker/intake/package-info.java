/** Taking requests off Kafka: a bounded number at once, offsets committed when done. */
@NullMarked
package io.millrace.worker.intake;

import org.jspecify.annotations.NullMarked;
