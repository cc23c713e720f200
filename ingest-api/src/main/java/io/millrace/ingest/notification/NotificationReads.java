package io.millrace.ingest.notification;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.notification.v1.NotificationRead;
import io.millrace.schemas.topic.Topics;
import java.util.List;

/** Reads which of his notifications a user has seen. */
final class NotificationReads {

  private static final int MOST_IDS = 500;

  private NotificationReads() {}

  static Event read(Fields body, Call call) {
    String user = call.user("has read");
    List<String> ids = body.ids("ids", MOST_IDS);
    if (ids.isEmpty() && body.errors().isEmpty()) {
      body.wrong("ids", body.has("ids") ? "expected 1 to " + MOST_IDS + " items" : "is required");
    }
    Envelope envelope = call.envelope();
    NotificationRead read =
        NotificationRead.newBuilder()
            .setTenant(envelope.tenant())
            .setUserId(user)
            .addAllNotificationIds(ids)
            .setReadAt(Timestamps.of(envelope.now()))
            .build();
    return envelope
        .event(
            EventKind.NOTIFICATION_READ,
            Topics.NOTIFICATIONS_READS,
            Keys.of(envelope.tenant(), user),
            envelope.source("users", user),
            call.changeId(),
            read)
        .named(call.idempotencyKey() != null);
  }
}
