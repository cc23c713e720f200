package io.millrace.projection.plan;

import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The plans that end some time, as the topic says at this moment. */
@Component
class ExpiringPlans implements SmartLifecycle {

  private final CompactedTable<Plan> table;
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();
  private volatile boolean running;

  ExpiringPlans(KafkaSettings kafka) {
    table =
        new CompactedTable<>(
            Topics.CONFIG_PLANS,
            ProtoSerde.of(Plan.getDefaultInstance()),
            kafka.consumer(),
            this::apply);
  }

  /** Keys of those that ended by then. */
  List<String> endedBy(Instant time) {
    return ends.entrySet().stream()
        .filter(end -> !end.getValue().isAfter(time))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Takes a record of the plans' topic; null deletes. */
  void apply(String key, @Nullable Plan plan) {
    if (plan == null || !plan.hasExpiresAt()) {
      ends.remove(key);
    } else {
      ends.put(key, Timestamps.toInstant(plan.getExpiresAt()));
    }
  }

  @Override
  public void start() {
    running = true;
    table.start();
  }

  @Override
  public void stop() {
    running = false;
    table.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
