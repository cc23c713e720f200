package io.millrace.loadtest.prove.ledger;

import io.millrace.loadtest.prove.ledger.Figure.Measure;
import java.util.Map;
import java.util.TreeMap;

/** What users are told; nobody marks a notification as read. */
final class NotificationEffects {

  private final Cells cells;
  private final Map<String, Long> users = new TreeMap<>();

  NotificationEffects(Cells cells) {
    this.cells = cells;
  }

  void said(Content.Message message) {
    message.recipients().stream()
        .distinct()
        .filter(user -> !user.equals(message.sender()))
        .forEach(user -> told(user, "chat"));
  }

  void told(String user, String kind) {
    cells.add(Projection.NOTIFICATIONS, Figure.row(user, kind), Measure.NOTIFIED, 1);
    users.merge(user, 1L, Long::sum);
  }

  void finish() {
    users.forEach(
        (user, count) -> cells.add(Projection.NOTIFICATIONS, user, Measure.UNREAD, count));
  }
}
