package io.millrace.projection.notification;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.notification.NotificationSink.Seen;
import io.millrace.projection.sink.Table;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.Notification;

/** The two ways to write one table: the notification, and the first time it was read. */
final class NotificationTables {

  static final String NAME = "notifications_v1.notification";

  /** Of several revisions in a batch the first counts, so they come newest first. */
  static final Table<Notification> TOLD =
      Table.<Notification>named(NAME)
          .key("tenant", TEXT, Notification::getTenant)
          .key("user_id", TEXT, Notification::getUserId)
          .key("notification_id", TEXT, Notification::getNotificationId)
          .value("kind", TEXT, Notification::getKind)
          .value("title", TEXT, Notification::getTitle)
          .value("body", TEXT, row -> Table.orNull(row.getBody()))
          .value("conversation_id", TEXT, row -> Table.orNull(row.getConversationId()))
          .value("message_id", TEXT, row -> Table.orNull(row.getMessageId()))
          .value("request_id", TEXT, row -> Table.orNull(row.getRequestId()))
          .value("created_at", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getCreatedAt()))
          .value("revision", BIGINT, Notification::getRevision)
          .onConflict(
              """
              do update set
                kind = excluded.kind,
                title = excluded.title,
                body = excluded.body,
                conversation_id = excluded.conversation_id,
                message_id = excluded.message_id,
                request_id = excluded.request_id,
                created_at = excluded.created_at,
                revision = excluded.revision
              where t.revision is null or t.revision < excluded.revision""");

  static final Table<Seen> SEEN =
      Table.<Seen>named(NAME)
          .key("tenant", TEXT, Seen::tenant)
          .key("user_id", TEXT, Seen::userId)
          .key("notification_id", TEXT, Seen::notificationId)
          .value("read_at", TIMESTAMPTZ, Seen::at)
          .onConflict("do update set read_at = excluded.read_at where t.read_at is null");

  private NotificationTables() {}
}
