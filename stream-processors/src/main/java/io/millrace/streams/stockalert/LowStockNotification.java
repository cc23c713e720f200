package io.millrace.streams.stockalert;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.projection.v1.StockAlert;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.streams.KeyValue;

/** What the people of a store are told when a product runs low. */
final class LowStockNotification {

  private static final String KIND = "low-stock";
  private static final int ID_BYTES = 16;
  private static final int MILLI = 3;

  private LowStockNotification() {}

  static KeyValue<String, Notification> of(String key, StockAlert alert) {
    Notification notification =
        Notification.newBuilder()
            .setTenant(alert.getTenant())
            .setUserId("store:" + alert.getStoreId())
            .setNotificationId(id(key, alert))
            .setKind(KIND)
            .setTitle("Low stock: " + name(alert))
            .setBody(
                "%s left in %s, the threshold is %s"
                    .formatted(
                        number(alert.getQuantityMilli()),
                        alert.getStoreId(),
                        number(alert.getThresholdMilli())))
            .setCreatedAt(alert.getIngestedAt())
            .setRevision(1)
            .build();
    return KeyValue.pair(
        Keys.of(
            notification.getTenant(), notification.getUserId(), notification.getNotificationId()),
        notification);
  }

  /**
   * The same for the same crossing. The level's revision is part of it: alerts that are built anew
   * from levels of which the log holds the newest only count crossings from one again, and must not
   * reuse ids.
   */
  private static String id(String key, StockAlert alert) {
    String crossing = key + "/" + alert.getLevelRevision() + "/" + alert.getCrossings();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(crossing.getBytes(StandardCharsets.UTF_8));
      return KIND + "-" + HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String name(StockAlert alert) {
    return alert.getProductName().isEmpty() ? alert.getProductId() : alert.getProductName();
  }

  private static String number(long milli) {
    return BigDecimal.valueOf(milli, MILLI).stripTrailingZeros().toPlainString();
  }
}
