package io.millrace.projection.notification;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.notification.v1.NotificationRead;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps {@code notification}: one row from a notification and the mark that it was read, whichever
 * comes first. They come from different topics, so either may.
 */
@Component
final class NotificationSink implements Projection<NotificationSink.Row> {

  private static final ProtoSerde<Notification> NOTIFICATIONS =
      ProtoSerde.of(Notification.getDefaultInstance());
  private static final ProtoSerde<NotificationRead> READS =
      ProtoSerde.of(NotificationRead.getDefaultInstance());

  /** A notification or a mark. */
  sealed interface Row permits Told, Marked {}

  record Told(Notification notification) implements Row {}

  record Marked(NotificationRead read, Instant at) implements Row {}

  /** One notification of a mark. */
  record Seen(String tenant, String userId, String notificationId, Instant at) {}

  @Override
  public String name() {
    return "notifications";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_NOTIFICATIONS, Topics.NOTIFICATIONS_READS);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.CHAT_MESSAGES, Topics.AI_RESULTS, Topics.NOTIFICATIONS_READS);
  }

  @Override
  public Row row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    if (isRead(entry)) {
      NotificationRead read = Require.message(READS, entry);
      Require.id("tenant", read.getTenant());
      Require.id("user_id", read.getUserId());
      read.getNotificationIdsList().forEach(id -> Require.id("notification_ids", id));
      return new Marked(read, Require.time("read_at", read.hasReadAt(), read.getReadAt()));
    }
    Notification notification = Require.message(NOTIFICATIONS, entry);
    Require.id("tenant", notification.getTenant());
    if (tellsSomebody(notification)) {
      Require.id("notification_id", notification.getNotificationId());
      Require.id("kind", notification.getKind());
      Require.time("created_at", notification.hasCreatedAt(), notification.getCreatedAt());
    }
    return new Told(notification);
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable Row row) {
    if (isRead(entry)) {
      return Covered.of(entry);
    }
    return row instanceof Told told ? Covered.of(told.notification.getInput()) : null;
  }

  @Override
  public List<Write> writes(List<Row> rows) {
    List<Notification> told = new ArrayList<>();
    List<Seen> seen = new ArrayList<>();
    for (Row row : rows) {
      if (row instanceof Told one && tellsSomebody(one.notification)) {
        told.add(one.notification);
      } else if (row instanceof Marked marked) {
        marked.read.getNotificationIdsList().stream()
            .map(id -> new Seen(marked.read.getTenant(), marked.read.getUserId(), id, marked.at))
            .forEach(seen::add);
      }
    }
    told.sort(Comparator.comparingLong(Notification::getRevision).reversed());
    List<Write> writes = new ArrayList<>(NotificationTables.TOLD.upsert(told));
    writes.addAll(NotificationTables.SEEN.upsert(seen));
    return writes;
  }

  private static boolean isRead(ConsumerRecord<?, ?> entry) {
    return entry.topic().equals(Topics.NOTIFICATIONS_READS.name());
  }

  /** A row without a user only says that a fact is covered. */
  private static boolean tellsSomebody(Notification notification) {
    return !notification.getUserId().isEmpty();
  }
}
