package io.millrace.ingest.webhook;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.Body;
import io.millrace.ingest.intake.ContentType;
import io.millrace.ingest.json.Json;
import io.millrace.ingest.json.Texts;
import io.millrace.ingest.signature.Verifiers;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.springframework.http.HttpHeaders;

/** Makes an event of a delivery: the bytes as they came, and what a replay would need. */
final class Deliveries {

  static final String UNKNOWN_TYPE = "unknown";

  /** Kept beside the headers the source's own verification reads. */
  private static final List<String> KEPT =
      List.of(
          "x-github-event",
          "x-github-delivery",
          "x-shopify-topic",
          "webhook-id",
          "webhook-timestamp",
          "idempotency-key",
          "content-encoding",
          "user-agent");

  private Deliveries() {}

  static Event event(ConfiguredSource source, HttpHeaders http, Body body, Envelope envelope) {
    String sourceKey = source.config().getSourceKey();
    Event event =
        envelope.raw(
            EventKind.WEBHOOK,
            Topics.WEBHOOKS_RECEIVED,
            Keys.of(envelope.tenant(), sourceKey),
            envelope.source("sources", sourceKey),
            id(source.config().getScheme(), http, body.received()),
            body.received());
    Headers headers = event.record().headers();
    String contentType = http.getFirst(HttpHeaders.CONTENT_TYPE);
    EventHeaders.add(
        headers,
        EventHeaders.CONTENT_TYPE,
        contentType == null ? "application/octet-stream" : contentType);
    EventHeaders.add(headers, EventHeaders.WEBHOOK_TYPE, type(http, body.plain()));
    for (String name : KEPT) {
      keep(headers, http, name);
    }
    for (String name : source.verifier().headers()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!KEPT.contains(lower)) {
        keep(headers, http, lower);
      }
    }
    return event;
  }

  private static void keep(Headers headers, HttpHeaders http, String name) {
    String value = http.getFirst(name);
    if (value != null) {
      EventHeaders.add(headers, EventHeaders.HTTP_PREFIX + name, value);
    }
  }

  /** What the sender calls the delivery; a digest of the body where it does not. */
  static String id(String scheme, HttpHeaders http, byte[] body) {
    String id = scheme.equals(Verifiers.GITHUB) ? http.getFirst("X-GitHub-Delivery") : null;
    if (id == null) {
      id = http.getFirst("webhook-id");
    }
    if (id == null) {
      id = http.getFirst("Idempotency-Key");
    }
    if (id == null) {
      return Ids.digest(body);
    }
    return Texts.wrongId(id) == null ? id : Ids.digest(id.getBytes(StandardCharsets.UTF_8));
  }

  /** What the sender calls the type of the event. */
  static String type(HttpHeaders http, byte[] body) {
    String type = http.getFirst("X-GitHub-Event");
    if (type == null) {
      type = http.getFirst("X-Shopify-Topic");
    }
    if (type == null) {
      type = ContentType.isJson(http) ? Json.topLevelText(body, "type") : null;
    }
    return type == null || Texts.wrongId(type) != null ? UNKNOWN_TYPE : type;
  }
}
