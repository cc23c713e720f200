/** Answers of the model as they come, read from Redis for whoever waits for them here. */
@NullMarked
package io.millrace.ingest.answer;

import org.jspecify.annotations.NullMarked;
