package io.millrace.ingest.signature;

import java.util.List;

/** The headers kept with every delivery, whatever its scheme: none of them may carry a token. */
public final class KeptHeaders {

  /** In lower case. */
  public static final List<String> ALWAYS =
      List.of(
          "x-github-event",
          "x-github-delivery",
          "x-shopify-topic",
          "webhook-id",
          "webhook-timestamp",
          "idempotency-key",
          "content-encoding",
          "user-agent");

  private KeptHeaders() {}
}
