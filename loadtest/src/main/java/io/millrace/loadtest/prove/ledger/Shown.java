package io.millrace.loadtest.prove.ledger;

/**
 * A receipt, chat message or AI request as the read API shows it.
 *
 * @param kind what it is
 * @param key as {@link Sent#key}
 * @param id as {@link Sent#id}
 * @param amount as {@link Sent#amount}
 * @param status of an AI request; else empty
 * @param text the answer to an AI request, the sale a refund names; else empty
 */
public record Shown(Kind kind, String key, String id, long amount, String status, String text) {

  String identity() {
    return Sent.identity(kind, key, id);
  }
}
