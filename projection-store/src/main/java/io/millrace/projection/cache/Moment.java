package io.millrace.projection.cache;

/**
 * How far a projection was at a moment: what is read after it is at least as new.
 *
 * @param asOf as {@code X-Fresh-As-Of} writes it
 * @param epoch what Redis keeps of an earlier epoch is void
 * @param readAt when, by {@link System#nanoTime}
 */
record Moment(String asOf, long epoch, long readAt) {}
