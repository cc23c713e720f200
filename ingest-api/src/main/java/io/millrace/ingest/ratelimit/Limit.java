package io.millrace.ingest.ratelimit;

/**
 * A rate that one caller is held to.
 *
 * @param key names what is counted, the same on every instance, as in {@code chat:30/1m:demo/anna};
 *     with the rate, so that a changed one begins afresh
 * @param rate how much of it
 */
public record Limit(String key, Rate rate) {}
