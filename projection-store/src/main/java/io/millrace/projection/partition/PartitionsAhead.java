package io.millrace.projection.partition;

import io.millrace.projection.job.Job;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes partitions before they are needed. A sink makes those it finds missing, too; ahead of time
 * nobody waits for it.
 */
@Configuration(proxyBeanMethods = false)
class PartitionsAhead {

  private static final int SPANS = 2;

  @Bean
  Job partitionsJob(List<PartitionedTable> tables, JdbcTemplate maintenance, Clock clock) {
    return Job.daily("partitions", "00:10", () -> make(tables, maintenance, clock.instant()));
  }

  private static void make(List<PartitionedTable> tables, JdbcTemplate maintenance, Instant now) {
    for (PartitionedTable table : tables) {
      for (String name : KeptVersions.of(maintenance, table.name()).each(table.name())) {
        maintenance.query(
            "select ensure_partitions(?::regclass, %1$s, ?, ? + %2$d * %1$s)"
                .formatted(table.step(), SPANS),
            row -> {},
            name,
            now.atOffset(ZoneOffset.UTC),
            now.atOffset(ZoneOffset.UTC));
      }
    }
  }
}
