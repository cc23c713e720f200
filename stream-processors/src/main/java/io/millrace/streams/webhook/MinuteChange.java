package io.millrace.streams.webhook;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.Grain;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A change of one source's minute. */
record MinuteChange(
    @Override String key,
    String tenant,
    String sourceKey,
    Timestamp start,
    Consumer<WebhookStats.Builder> count)
    implements Change<WebhookStats> {

  static MinuteChange of(
      String tenant, String sourceKey, Timestamp time, Consumer<WebhookStats.Builder> count) {
    Timestamp start = Grain.MINUTE.start(time);
    return new MinuteChange(
        Keys.of(tenant, sourceKey, Grain.text(start)), tenant, sourceKey, start, count);
  }

  @Override
  public long until() {
    return Grain.MINUTE.until(start);
  }

  @Override
  public WebhookStats apply(@Nullable WebhookStats row) {
    WebhookStats.Builder stats =
        row == null
            ? WebhookStats.newBuilder().setTenant(tenant).setSourceKey(sourceKey).setStart(start)
            : row.toBuilder();
    count.accept(stats);
    return stats.setRevision(stats.getRevision() + 1).build();
  }
}
