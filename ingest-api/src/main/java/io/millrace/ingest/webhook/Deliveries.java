package io.millrace.ingest.webhook;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.signature.Delivery;
import io.millrace.ingest.signature.KeptHeaders;
import io.millrace.ingest.source.ConfiguredSource;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.topic.Topics;
import org.apache.kafka.common.header.Headers;
import org.springframework.http.HttpHeaders;

/** Makes an event of a delivery: the bytes as they came, and what a replay would need. */
final class Deliveries {

  /** Where the sender signs the address: the address, as a replay needs it to verify again. */
  static final String URL = "webhook_url";

  private Deliveries() {}

  /**
   * Makes the event.
   *
   * @param received the bytes as they came, before any content encoding was undone
   */
  static Event event(
      ConfiguredSource source, Delivery delivery, byte[] received, String type, Envelope envelope) {
    HttpHeaders http = delivery.headers();
    String sourceKey = source.config().getSourceKey();
    String scheme = source.config().getScheme();
    Event event =
        envelope.raw(
            EventKind.WEBHOOK,
            Topics.WEBHOOKS_RECEIVED,
            Keys.of(envelope.tenant(), sourceKey),
            envelope.source("sources", sourceKey),
            DeliveryNames.id(scheme, http, delivery.body()),
            received);
    Headers headers = event.record().headers();
    String contentType = http.getFirst(HttpHeaders.CONTENT_TYPE);
    EventHeaders.add(
        headers,
        EventHeaders.CONTENT_TYPE,
        contentType == null ? "application/octet-stream" : contentType);
    EventHeaders.add(headers, EventHeaders.WEBHOOK_TYPE, type);
    for (String name : KeptHeaders.ALWAYS) {
      keep(headers, http, name);
    }
    for (String name : source.verifier().headers()) {
      if (!KeptHeaders.ALWAYS.contains(name)) {
        keep(headers, http, name);
      }
    }
    if (source.verifier().signsUrl()) {
      EventHeaders.add(headers, URL, delivery.url());
    }
    return event;
  }

  private static void keep(Headers headers, HttpHeaders http, String name) {
    String value = http.getFirst(name);
    if (value != null) {
      EventHeaders.add(headers, EventHeaders.HTTP_PREFIX + name, value);
    }
  }
}
