package io.millrace.worker.lease;

/**
 * An entry of a request's stream.
 *
 * @param type one of those of {@code AiKeys}
 */
public record Entry(String type, String data) {}
