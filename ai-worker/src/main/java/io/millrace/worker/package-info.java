/** The worker: takes AI requests from Kafka, asks the model, writes results. */
@NullMarked
package io.millrace.worker;

import org.jspecify.annotations.NullMarked;
