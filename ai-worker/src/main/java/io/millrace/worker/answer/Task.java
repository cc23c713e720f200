package io.millrace.worker.answer;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import io.millrace.worker.completion.Spent;
import io.millrace.worker.lease.Lane;
import io.millrace.worker.lease.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record of a request, read.
 *
 * @param request what it holds; of a record that is no request, what its headers tell
 * @param place the request in the queue; null where nobody knows whose request it is
 * @param attempts begun before
 * @param spent what those took
 * @param notBeforeMs when it may be begun
 * @param redrive the dead letter it was redriven from; empty for none
 * @param poison why it is no request; null if it is one
 */
public record Task(
    ConsumerRecord<byte[], byte[]> record,
    AiRequest request,
    @Nullable Place place,
    int attempts,
    Spent spent,
    long notBeforeMs,
    String redrive,
    @Nullable SerializationException poison) {

  private static final ProtoSerde<AiRequest> SERDE = ProtoSerde.of(AiRequest.getDefaultInstance());
  private static final Duration GIVEN_UP = Duration.ofMinutes(15);

  /** Reads a record of one of the topics of requests. */
  public static Task of(ConsumerRecord<byte[], byte[]> record) {
    SerializationException poison = null;
    AiRequest request;
    try {
      request = decode(record.value());
    } catch (SerializationException e) {
      poison = e;
      request = described(record.headers());
    }
    boolean known = !request.getTenant().isEmpty() && !request.getRequestId().isEmpty();
    Lane lane = lane(record.topic(), request);
    return new Task(
        record,
        request,
        known
            ? new Place(request.getTenant(), request.getRequestId(), lane, givenUp(record, request))
            : null,
        (int) number(record.headers(), EventHeaders.ATTEMPT),
        Spent.of(EventHeaders.get(record.headers(), EventHeaders.SPENT)),
        number(record.headers(), EventHeaders.NOT_BEFORE),
        redrive(record),
        poison);
  }

  /** Its lane: of a topic's own, or as the request says where the topic has all. */
  public Lane lane() {
    return place == null ? Lane.NORMAL : place.lane();
  }

  /** When it was admitted; when its record was written where that is not known. */
  public long admittedMs() {
    return admitted(record, request);
  }

  /** No answer is wanted after it. */
  public Optional<Instant> deadline() {
    return usable(request.hasDeadline(), request.getDeadline());
  }

  /** Whether the times the request carries are times. */
  boolean timesValid() {
    return RequestTimes.valid(request);
  }

  private static AiRequest decode(byte @Nullable [] value) {
    if (value == null) {
      throw new SerializationException("no value");
    }
    AiRequest request = SERDE.parse(value);
    if (request.getTenant().isEmpty() || request.getRequestId().isEmpty()) {
      throw new SerializationException("a request without tenant or request_id");
    }
    return request;
  }

  private static AiRequest described(Headers headers) {
    String tenant = EventHeaders.get(headers, EventHeaders.TENANT);
    String id = EventHeaders.get(headers, EventHeaders.ID);
    return AiRequest.newBuilder()
        .setTenant(tenant == null ? "" : tenant)
        .setRequestId(id == null ? "" : id)
        .build();
  }

  private static Lane lane(String topic, AiRequest request) {
    if (topic.equals(Topics.AI_REQUESTS_HIGH.name())) {
      return Lane.HIGH;
    }
    if (topic.equals(Topics.AI_REQUESTS_LOW.name())) {
      return Lane.LOW;
    }
    return topic.equals(Topics.AI_REQUESTS_NORMAL.name())
        ? Lane.NORMAL
        : Lane.of(request.getPriority());
  }

  private static String redrive(ConsumerRecord<?, ?> record) {
    String redrive = EventHeaders.get(record.headers(), EventHeaders.REDRIVE);
    return redrive == null ? "" : redrive;
  }

  private static long givenUp(ConsumerRecord<?, ?> record, AiRequest request) {
    return usable(request.hasDeadline(), request.getDeadline())
        .map(Instant::toEpochMilli)
        .orElse(admitted(record, request) + GIVEN_UP.toMillis());
  }

  /** A redrive admits it anew. */
  private static long admitted(ConsumerRecord<?, ?> record, AiRequest request) {
    long redriven = number(record.headers(), EventHeaders.REDRIVE_TIME);
    if (redriven > 0) {
      return redriven;
    }
    return usable(request.hasAdmittedAt(), request.getAdmittedAt())
        .map(Instant::toEpochMilli)
        .orElse(record.timestamp());
  }

  private static Optional<Instant> usable(boolean set, Timestamp time) {
    return set && RequestTimes.valid(time)
        ? Optional.of(Timestamps.toInstant(time))
        : Optional.empty();
  }

  private static long number(Headers headers, String name) {
    String text = EventHeaders.get(headers, name);
    try {
      return text == null ? 0 : Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
