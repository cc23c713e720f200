package io.millrace.streams.notification;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.streams.projection.Change;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A notification. No later fact changes it, so it is not kept. */
record Notice(Notification notification) implements Change<Notification> {

  /**
   * The changes of a fact: its notifications, and last of all a row that covers the fact where it
   * notifies nobody. There is one such row for a tenant in each partition.
   */
  static List<Change<Notification>> changes(String tenant, List<Notice> notices) {
    List<Change<Notification>> changes = new ArrayList<>(notices);
    changes.add(new Covers(tenant));
    return changes;
  }

  @Override
  public String key() {
    return Keys.of(
        notification.getTenant(), notification.getUserId(), notification.getNotificationId());
  }

  @Override
  public boolean isKept() {
    return false;
  }

  @Override
  public Notification apply(@Nullable Notification row) {
    return notification;
  }

  private record Covers(String tenant) implements Change<Notification> {

    @Override
    public String key() {
      return Keys.of(tenant, "", "");
    }

    @Override
    public Notification apply(@Nullable Notification row) {
      return row == null ? Notification.newBuilder().setTenant(tenant).build() : row;
    }
  }
}
