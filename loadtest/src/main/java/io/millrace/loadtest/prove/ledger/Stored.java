package io.millrace.loadtest.prove.ledger;

import java.time.Instant;

/**
 * A record of a topic of facts. A request sent twice may be two records.
 *
 * @param kind what it is
 * @param key as {@link Sent#key}
 * @param id as {@link Sent#id}
 * @param sequence as its payload says
 * @param amount as {@link Sent#amount}
 * @param partition where it is
 * @param offset where in the partition
 * @param ingestedAt the record's timestamp
 * @param type what a webhook's sender calls its type; else empty
 * @param content what it says
 */
public record Stored(
    Kind kind,
    String key,
    String id,
    long sequence,
    long amount,
    int partition,
    long offset,
    Instant ingestedAt,
    String type,
    Content content) {

  String identity() {
    return Sent.identity(kind, key, id);
  }
}
