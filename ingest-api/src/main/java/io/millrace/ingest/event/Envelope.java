package io.millrace.ingest.event;

import com.google.protobuf.Message;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What every event of one request has in common.
 *
 * @param tenant whose they are
 * @param now when they came in: the time of the records
 * @param traceParent W3C trace context
 */
public record Envelope(String tenant, Instant now, String traceParent) {

  /** How far a sender's clock may be ahead: it must not make everyone else's facts late. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** A sender's time, held to a few minutes from now. */
  public Instant clamp(Instant occurredAt) {
    Instant latest = now.plus(AHEAD);
    return occurredAt.isAfter(latest) ? latest : occurredAt;
  }

  /** The {@code ce_source} of the tenant's part named by alternating words and ids. */
  public String source(String... wordsAndIds) {
    StringBuilder source = new StringBuilder(64).append("/tenants/").append(Keys.of(tenant));
    for (int i = 0; i < wordsAndIds.length; i++) {
      source.append('/').append(i % 2 == 0 ? wordsAndIds[i] : Keys.of(wordsAndIds[i]));
    }
    return source.toString();
  }

  /** An event whose value is a message; without one it deletes the key. */
  public Event event(
      EventKind kind,
      TopicSpec topic,
      String key,
      String source,
      String id,
      @Nullable Message value) {
    byte[] bytes = value == null ? null : value.toByteArray();
    Event event = raw(kind, topic, key, source, id, bytes);
    EventHeaders.add(event.record().headers(), EventHeaders.CONTENT_TYPE, EventHeaders.PROTOBUF);
    return event;
  }

  /** An event of bytes as they came. The caller adds the content type. */
  public Event raw(
      EventKind kind,
      TopicSpec topic,
      String key,
      String source,
      String id,
      byte @Nullable [] value) {
    @SuppressWarnings("NullAway") // a tombstone has no value
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic.name(), null, now.toEpochMilli(), key.getBytes(StandardCharsets.UTF_8), value);
    Headers headers = record.headers();
    EventHeaders.describe(headers, tenant, id, source, kind.type(), now);
    EventHeaders.add(headers, EventHeaders.TRACE_PARENT, traceParent);
    return new Event(kind, id, source + ' ' + id, record);
  }
}
