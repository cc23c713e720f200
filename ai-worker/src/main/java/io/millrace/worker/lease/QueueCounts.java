package io.millrace.worker.lease;

/**
 * The queue of all workers.
 *
 * @param unaccounted admitted requests that neither ended, nor wait, nor are worked on: lost ones
 */
public record QueueCounts(long queued, long running, long unaccounted) {}
