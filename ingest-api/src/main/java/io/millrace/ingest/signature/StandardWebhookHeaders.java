package io.millrace.ingest.signature;

import org.springframework.http.HttpHeaders;

/** The names of the headers of a Standard Webhooks delivery. A delivery is read by one set only. */
public enum StandardWebhookHeaders {
  /** The specification's. */
  WEBHOOK("webhook-id", "webhook-timestamp", "webhook-signature"),

  /** Those Svix had before there was a specification, and still sends. */
  SVIX("svix-id", "svix-timestamp", "svix-signature");

  private final String id;
  private final String timestamp;
  private final String signature;

  StandardWebhookHeaders(String id, String timestamp, String signature) {
    this.id = id;
    this.timestamp = timestamp;
    this.signature = signature;
  }

  /** Those a delivery is signed by. */
  public static StandardWebhookHeaders of(HttpHeaders headers) {
    boolean svix =
        headers.getFirst(WEBHOOK.signature) == null && headers.getFirst(SVIX.signature) != null;
    return svix ? SVIX : WEBHOOK;
  }

  /** Names the delivery; it is signed. */
  public String id() {
    return id;
  }

  String timestamp() {
    return timestamp;
  }

  String signature() {
    return signature;
  }
}
