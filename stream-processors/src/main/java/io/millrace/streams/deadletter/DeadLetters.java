package io.millrace.streams.deadletter;

import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.Place;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.projection.ProjectionTopology;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the dead letter of a record: the record as it was, with the reason in headers. Kafka
 * Streams sends it in the transaction that passes the record by.
 */
final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final int MAX_REASON_LENGTH = 500;

  private final String applicationId;
  private final Map<String, ?> config;

  private DeadLetters(String applicationId, Map<String, ?> config) {
    this.applicationId = applicationId;
    this.config = config;
  }

  static DeadLetters configured(Map<String, ?> config) {
    return new DeadLetters(String.valueOf(config.get(StreamsConfig.APPLICATION_ID_CONFIG)), config);
  }

  List<ProducerRecord<byte[], byte[]>> letter(
      ErrorHandlerContext context,
      Headers headers,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Exception exception) {
    String reason = reason(exception);
    Position position = new Position(context.topic(), context.partition(), context.offset());
    String consumer = consumer(context);
    LOG.atWarn()
        .addKeyValue("application", consumer)
        .addKeyValue("position", position)
        .addKeyValue("exception", exception.getClass().getSimpleName())
        .log("Dead letter from {}", position);
    return List.of(
        new ProducerRecord<>(
            context.topic() + TopicSpec.DEAD_LETTER_SUFFIX,
            null,
            context.timestamp() < 0 ? null : context.timestamp(),
            key,
            value,
            explain(headers, reason, exception, consumer, position, context.timestamp())));
  }

  /** Counts the letter; returns who gave up: a projection, or all of an application. */
  private String consumer(ErrorHandlerContext context) {
    Map<Place, FactMeter> readers = FactMeter.ofReaders(config, context.topic());
    for (Place place : readers.keySet()) {
      if (place.node(Projection.COUNT).equals(context.processorNodeId())) {
        readers = Map.of(place, Objects.requireNonNull(readers.get(place)));
        break;
      }
    }
    readers.values().forEach(FactMeter::deadLetter);
    return readers.size() > 1 || readers.containsKey(Place.ALONE)
        ? applicationId
        : readers.keySet().stream()
            .map(place -> ProjectionTopology.PREFIX + place.projection())
            .findFirst()
            .orElse(applicationId);
  }

  private Headers explain(
      Headers original,
      String reason,
      Exception exception,
      String consumer,
      Position position,
      long timestamp) {
    Headers headers = new RecordHeaders(original.toArray());
    replace(headers, EventHeaders.DEAD_LETTER_REASON, reason);
    replace(headers, EventHeaders.DEAD_LETTER_EXCEPTION, exception.getClass().getName());
    replace(headers, EventHeaders.DEAD_LETTER_CONSUMER, consumer);
    replace(headers, EventHeaders.DEAD_LETTER_POSITION, position.toString());
    replace(headers, EventHeaders.DEAD_LETTER_TIME, Long.toString(timestamp));
    return headers;
  }

  private static void replace(Headers headers, String name, String value) {
    headers.remove(name);
    EventHeaders.add(headers, name, value);
  }

  private static String reason(Exception exception) {
    String message = exception.getMessage();
    String line =
        (message == null ? exception.getClass().getSimpleName() : message)
            .replaceAll("\\s+", " ")
            .strip();
    return line.length() <= MAX_REASON_LENGTH ? line : line.substring(0, MAX_REASON_LENGTH);
  }
}
