package io.millrace.worker.lease;

/**
 * The queue of all workers.
 *
 * @param queued with those not known to be stored, which nobody was promised anything for
 * @param running those whose worker lives
 * @param unaccounted stored requests that neither ended, nor wait, nor are worked on: lost ones
 */
public record QueueCounts(long queued, long running, long unaccounted) {}
