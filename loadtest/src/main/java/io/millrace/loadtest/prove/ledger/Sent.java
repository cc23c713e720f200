package io.millrace.loadtest.prove.ledger;

/**
 * A request as its sender knows it.
 *
 * @param kind what it is
 * @param key what its order is kept by: store, source or conversation; the user of an AI request
 * @param id chosen by the sender, the same for each attempt
 * @param sequence its place among the requests of its key, from 1
 * @param amount of a receipt, in minor units and negative for a refund; bytes of a webhook; else 0
 */
public record Sent(Kind kind, String key, String id, long sequence, long amount) {

  String identity() {
    return identity(kind, key, id);
  }

  static String identity(Kind kind, String key, String id) {
    return kind + " " + key + "/" + id;
  }
}
