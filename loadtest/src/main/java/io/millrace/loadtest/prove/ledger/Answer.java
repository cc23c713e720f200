package io.millrace.loadtest.prove.ledger;

/**
 * A result in the topic of AI results. A worker that was killed may leave two for one request.
 *
 * @param key the user who asked
 * @param id of the request
 * @param status {@code completed}, {@code failed} or {@code cancelled}
 * @param text the model's answer
 */
public record Answer(String key, String id, String status, String text) {}
