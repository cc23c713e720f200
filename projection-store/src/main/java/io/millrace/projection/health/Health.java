package io.millrace.projection.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.millrace.projection.ai.AiQueue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /api/health}.
 *
 * @param status unhealthy without Postgres or Kafka, degraded without Redis
 * @param aiQueue absent while neither Redis nor the database can tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Health(
    Status status,
    Part database,
    Part redis,
    Part kafka,
    @Nullable AiQueue aiQueue,
    Memory memory) {

  enum Status {
    HEALTHY,
    DEGRADED,
    UNHEALTHY;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param status {@code ok} or {@code down}
   */
  record Part(String status, long latencyMs) {

    static Part ok(long latencyMs) {
      return new Part("ok", latencyMs);
    }

    static Part down(long latencyMs) {
      return new Part("down", latencyMs);
    }

    boolean isOk() {
      return status.equals("ok");
    }
  }

  record Memory(long heapUsedMB, long rssMB) {}

  static Health of(Part database, Part redis, Part kafka, @Nullable AiQueue queue, Memory memory) {
    Status status =
        !database.isOk() || !kafka.isOk()
            ? Status.UNHEALTHY
            : redis.isOk() ? Status.HEALTHY : Status.DEGRADED;
    return new Health(status, database, redis, kafka, queue, memory);
  }
}
