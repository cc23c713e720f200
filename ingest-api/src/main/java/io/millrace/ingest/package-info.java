/** The front door: verify, validate, write to Kafka, acknowledge. */
@NullMarked
package io.millrace.ingest;

import org.jspecify.annotations.NullMarked;
