package io.millrace.streams.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.streams.projection.Change;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A notification. No later fact changes it, so it is not kept. */
record Notice(Notification notification) implements Change<Notification> {

  private static final int ID_BYTES = 16;

  /**
   * The changes of a fact: its notifications, and last of all a row that covers the fact where it
   * notifies nobody. There is one such row for a tenant in each partition.
   */
  static List<Change<Notification>> changes(String tenant, List<Notice> notices) {
    List<Change<Notification>> changes = new ArrayList<>(notices);
    changes.add(new Covers(tenant));
    return changes;
  }

  /** An id that follows from what the notification is about, and is as short as ids must be. */
  static String id(String... subject) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Keys.of(subject).getBytes(UTF_8));
      return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
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
