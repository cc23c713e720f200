package io.millrace.projection.stock;

import io.millrace.projection.job.Job;
import io.millrace.projection.partition.PartitionedTable;
import io.millrace.projection.partition.Retention;
import io.millrace.projection.partition.RetentionSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Movements are kept by quarter of the year, and dropped so. What they did to a level stays in
 * {@code stock_balance}, and which facts were in stays for ever.
 */
@Configuration(proxyBeanMethods = false)
class MovementStorage {

  static final PartitionedTable TABLE =
      new PartitionedTable("stock_movements_v1.stock_movement", "occurred_at", 3);

  private static final Logger log = LoggerFactory.getLogger(MovementStorage.class);
  private static final String TAKE = "select take_stock_movements('%s', %d)";

  /** Time for stock levels to see a stocktake that came late, before it cannot be counted. */
  private static final Duration UNSETTLED = Duration.ofDays(1);

  private static final String LATE_STOCKTAKE =
      """
      select exists (select from stock_movement
        where stocktake and occurred_at < ? and ingested_at >= ?)""";

  @Bean
  PartitionedTable movementTable() {
    return TABLE;
  }

  @Bean
  Job movementRetention(
      Retention retention, RetentionSettings settings, JdbcTemplate maintenance, Clock clock) {
    return Job.daily(
        "movement-retention",
        "02:40",
        () -> {
          Instant now = clock.instant();
          settings
              .movements()
              .cutoff(now)
              .ifPresent(cutoff -> drop(retention, maintenance, cutoff, now.minus(UNSETTLED)));
        });
  }

  private static void drop(
      Retention retention, JdbcTemplate maintenance, Instant cutoff, Instant settled) {
    Boolean waits =
        maintenance.queryForObject(
            LATE_STOCKTAKE,
            Boolean.class,
            cutoff.atOffset(ZoneOffset.UTC),
            settled.atOffset(ZoneOffset.UTC));
    if (Boolean.TRUE.equals(waits)) {
      log.info("movement_retention_waits reason=\"a stocktake of before came within a day\"");
      return;
    }
    retention.takePartitions(TABLE, cutoff, TAKE);
  }
}
