package io.millrace.loadtest.compare.machine;

/**
 * What a part used during a run.
 *
 * @param part its name; {@link Meter#OTHERS} for all processes that are no part
 * @param cores cores kept busy, on average
 * @param residentMegabytes resident memory at the end; pages that processes share count for each
 */
public record PartUse(String part, double cores, long residentMegabytes) {}
