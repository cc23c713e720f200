package io.millrace.worker.completion;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the asker can live with.
 *
 * @param urgent rather the fallback answer at once than an answer late
 * @param deadline an answer after it is worth nothing
 * @param timeout the longest a provider may take; one that takes longer failed. Cancelling the
 *     answer, as at a deadline, is not held against the provider
 */
public record Terms(boolean urgent, Optional<Instant> deadline, Duration timeout) {}
