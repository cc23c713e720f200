package io.millrace.ingest.webhook;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.event.Ids;
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
import org.jspecify.annotations.Nullable;
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

  static Event event(
      ConfiguredSource source, HttpHeaders http, String type, byte[] body, Envelope envelope) {
    String sourceKey = source.config().getSourceKey();
    Event event =
        envelope.raw(
            EventKind.WEBHOOK,
            Topics.WEBHOOKS_RECEIVED,
            Keys.of(envelope.tenant(), sourceKey),
            envelope.source("sources", sourceKey),
            id(source.config().getScheme(), http, body),
            body);
    Headers headers = event.record().headers();
    String contentType = http.getFirst(HttpHeaders.CONTENT_TYPE);
    EventHeaders.add(
        headers,
        EventHeaders.CONTENT_TYPE,
        contentType == null ? "application/octet-stream" : contentType);
    EventHeaders.add(headers, EventHeaders.WEBHOOK_TYPE, type);
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
    String id = sendersId(scheme, http);
    if (id == null) {
      return Ids.digest(body);
    }
    return Texts.wrongId(id) == null ? id : Ids.digest(id.getBytes(StandardCharsets.UTF_8));
  }

  /** What the sender calls a delivery whose body nobody trusts; null where it does not. */
  static @Nullable String givenId(String scheme, HttpHeaders http) {
    return orNull(sendersId(scheme, http));
  }

  private static @Nullable String sendersId(String scheme, HttpHeaders http) {
    String id = scheme.equals(Verifiers.GITHUB) ? http.getFirst("X-GitHub-Delivery") : null;
    if (id == null) {
      id = http.getFirst("webhook-id");
    }
    return id == null ? http.getFirst("Idempotency-Key") : id;
  }

  /** What the sender calls the type of the event. */
  static String type(HttpHeaders http, byte[] body) {
    String type = headerType(http);
    if (type == null) {
      type = ContentType.isJson(http) ? Json.topLevelText(body, "type") : null;
    }
    return type == null || Texts.wrongId(type) != null ? UNKNOWN_TYPE : type;
  }

  /** The type of an event whose body nobody trusts; null where no header says. */
  static @Nullable String givenType(HttpHeaders http) {
    return orNull(headerType(http));
  }

  private static @Nullable String headerType(HttpHeaders http) {
    String type = http.getFirst("X-GitHub-Event");
    return type == null ? http.getFirst("X-Shopify-Topic") : type;
  }

  private static @Nullable String orNull(@Nullable String id) {
    return id == null || Texts.wrongId(id) != null ? null : id;
  }
}
