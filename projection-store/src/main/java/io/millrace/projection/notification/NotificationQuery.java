package io.millrace.projection.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Notifications of one user. */
@Component
class NotificationQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("notifications", Topics.CHAT_MESSAGES, Topics.NOTIFICATIONS_READS);

  /** How much of a chat message a notification shows. */
  private static final int EXCERPT = 200;

  /** Which to list. */
  enum Status {
    ALL,
    UNREAD,
    READ
  }

  /** A notification; the text of a chat message is there as long as the message is. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Notification(
      String notificationId,
      String kind,
      String title,
      @Nullable String body,
      Instant createdAt,
      @Nullable Instant readAt,
      @Nullable String conversationId,
      @Nullable String messageId,
      @Nullable String requestId) {}

  private final ReadDatabase database;

  NotificationQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of notifications, the newest first. */
  Mono<Page<Notification>> newest(
      String tenant, String userId, Status status, @Nullable List<String> after, int limit) {
    Sql sql =
        Sql.of(
            """
            select n.notification_id, n.kind, n.title, coalesce(n.body, left(m.text, ?)) as body,
              n.created_at, n.read_at, n.conversation_id, n.message_id, n.request_id
            from notification n left join chat_message m on m.tenant = n.tenant
              and m.conversation_id = n.conversation_id and m.message_id = n.message_id
            where n.tenant = ? and n.user_id = ? and n.created_at is not null
            """,
            EXCERPT,
            tenant,
            userId);
    switch (status) {
      case UNREAD -> sql.add("and n.read_at is null");
      case READ -> sql.add("and n.read_at is not null");
      case ALL -> {}
    }
    if (after != null) {
      Instant time = Cursor.time(after.get(0));
      sql.add(
          "and (n.created_at < ? or (n.created_at = ? and n.notification_id > ?))",
          time,
          time,
          after.get(1));
    }
    sql.add("order by n.created_at desc, n.notification_id limit ?", limit + 1);
    return database
        .list(sql, NotificationQuery::notification)
        .map(
            found ->
                Page.of(
                    found,
                    limit,
                    last -> Cursor.encode(last.createdAt().toString(), last.notificationId())));
  }

  Mono<Long> unread(String tenant, String userId) {
    return database.first(
        Sql.of(
            """
            select count(*) as unread from notification
            where tenant = ? and user_id = ? and created_at is not null and read_at is null
            """,
            tenant,
            userId),
        row -> Columns.number(row, "unread"));
  }

  private static Notification notification(Readable row) {
    return new Notification(
        Columns.text(row, "notification_id"),
        Columns.text(row, "kind"),
        Columns.text(row, "title"),
        Columns.textOrNull(row, "body"),
        Columns.time(row, "created_at"),
        Columns.timeOrNull(row, "read_at"),
        Columns.textOrNull(row, "conversation_id"),
        Columns.textOrNull(row, "message_id"),
        Columns.textOrNull(row, "request_id"));
  }
}
