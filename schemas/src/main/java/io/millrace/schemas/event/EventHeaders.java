package io.millrace.schemas.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Record headers: CloudEvents 1.0 attributes in Kafka's binary mode, and a few of our own.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     protocol binding for CloudEvents</a>
 */
public final class EventHeaders {

  public static final String SPEC_VERSION = "ce_specversion";

  /** Chosen by the sender; with {@link #SOURCE} it identifies the event. */
  public static final String ID = "ce_id";

  public static final String SOURCE = "ce_source";
  public static final String TYPE = "ce_type";
  public static final String TIME = "ce_time";
  public static final String SUBJECT = "ce_subject";
  public static final String CONTENT_TYPE = "content-type";
  public static final String TENANT = "tenant";
  public static final String TRACE_PARENT = "traceparent";

  /** Prefix of an HTTP header kept with a webhook, in lower case: {@code http_x-github-event}. */
  public static final String HTTP_PREFIX = "http_";

  /** What a webhook's sender calls its type, as in {@code push}; {@code unknown} if it does not. */
  public static final String WEBHOOK_TYPE = "webhook_type";

  /** On a dead letter: why it could not be processed, in one line. */
  public static final String DEAD_LETTER_REASON = "dlt_reason";

  /** On a dead letter: the exception's class name. */
  public static final String DEAD_LETTER_EXCEPTION = "dlt_exception";

  /** On a dead letter: the application or consumer group that gave up. */
  public static final String DEAD_LETTER_CONSUMER = "dlt_consumer";

  /** On a dead letter: where the record was, as {@code topic-partition@offset}. */
  public static final String DEAD_LETTER_POSITION = "dlt_position";

  /** On a dead letter: the record's timestamp, in epoch milliseconds. */
  public static final String DEAD_LETTER_TIME = "dlt_time";

  /** Prefix of what a dead letter has beside the record's own headers. */
  public static final String DEAD_LETTER_PREFIX = "dlt_";

  /** On a redriven record: the position of the dead letter it comes from. */
  public static final String REDRIVE = "redrive";

  /** On a redriven record: when that was, in epoch milliseconds. */
  public static final String REDRIVE_TIME = "redrive-time";

  /** On a record of {@code ai.requests.retry.v1}: how many attempts were begun, in decimal. */
  public static final String ATTEMPT = "attempt";

  /** On a record of {@code ai.requests.retry.v1}: no attempt before that, in epoch milliseconds. */
  public static final String NOT_BEFORE = "not-before";

  /**
   * On a record of {@code ai.requests.retry.v1}: what its attempts took, {@code
   * promptTokens:completionTokens:model}; none where they took nothing.
   */
  public static final String SPENT = "spent";

  public static final String PROTOBUF = "application/protobuf";

  private EventHeaders() {}

  /** Adds the CloudEvents attributes and the tenant. The caller adds the content type. */
  public static void describe(
      Headers headers, String tenant, String id, String source, String type, Instant time) {
    add(headers, SPEC_VERSION, "1.0");
    add(headers, ID, id);
    add(headers, SOURCE, source);
    add(headers, TYPE, type);
    add(headers, TIME, DateTimeFormatter.ISO_INSTANT.format(time));
    add(headers, TENANT, tenant);
  }

  public static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The last value of a header, or null where there is none. */
  public static @Nullable String get(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
