package io.millrace.streams.webhook;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Identity;
import io.millrace.streams.projection.InvalidFact;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A delivery's value is the sender's bytes, so all that is known of it stands in key and headers.
 */
final class DeliveryReader implements FactReader<byte[], WebhookStats> {

  /** Distinct types a row counts; what comes after them is counted together. */
  static final int MAX_TYPES = 200;

  static final String OTHER = "other";
  private static final String UNKNOWN = "unknown";
  private static final int MAX_TYPE_LENGTH = 128;

  @Override
  public String identity(Record<String, byte[]> record) {
    return Identity.of("delivery", record.headers());
  }

  @Override
  public List<MinuteChange> changes(Record<String, byte[]> record) {
    String type = type(record);
    int bytes = record.value().length;
    return List.of(change(record, stats -> accept(stats, type, bytes)));
  }

  /** A duplicate counts as one in the minute it came. */
  @Override
  public List<MinuteChange> whenDuplicate(Record<String, byte[]> record) {
    return List.of(change(record, stats -> stats.setDuplicates(stats.getDuplicates() + 1)));
  }

  private static MinuteChange change(
      Record<String, byte[]> record, Consumer<WebhookStats.Builder> count) {
    List<String> key = Keys.split(record.key());
    if (key.size() != 2 || key.get(0).isEmpty() || key.get(1).isEmpty()) {
      throw InvalidFact.field("key", record.key(), "tenant/source");
    }
    Timestamp ingestedAt = Timestamps.of(Instant.ofEpochMilli(record.timestamp()));
    return MinuteChange.of(key.get(0), key.get(1), ingestedAt, count);
  }

  private static void accept(WebhookStats.Builder stats, String type, int bytes) {
    String counted =
        stats.containsByType(type) || stats.getByTypeCount() < MAX_TYPES ? type : OTHER;
    stats
        .setAccepted(stats.getAccepted() + 1)
        .setBytes(stats.getBytes() + bytes)
        .putByType(counted, stats.getByTypeOrDefault(counted, 0) + 1);
  }

  private static String type(Record<String, byte[]> record) {
    String type = EventHeaders.get(record.headers(), EventHeaders.WEBHOOK_TYPE);
    if (type == null || type.isBlank()) {
      return UNKNOWN;
    }
    return type.length() <= MAX_TYPE_LENGTH ? type : OTHER;
  }
}
