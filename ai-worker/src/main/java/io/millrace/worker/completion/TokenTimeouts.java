package io.millrace.worker.completion;

import java.time.Duration;

/**
 * How long a model may be silent.
 *
 * @param first before its first token
 * @param next between tokens
 */
record TokenTimeouts(Duration first, Duration next) {}
