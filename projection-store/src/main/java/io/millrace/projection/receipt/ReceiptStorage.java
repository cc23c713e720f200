package io.millrace.projection.receipt;

import io.millrace.projection.job.Job;
import io.millrace.projection.partition.PartitionedTable;
import io.millrace.projection.partition.Retention;
import io.millrace.projection.partition.RetentionSettings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Receipts are kept by quarter of the year, and dropped so; their identities are never dropped. */
@Configuration(proxyBeanMethods = false)
class ReceiptStorage {

  static final PartitionedTable TABLE =
      new PartitionedTable("receipts_v1.receipt", "occurred_at", 3);

  @Bean
  PartitionedTable receiptTable() {
    return TABLE;
  }

  @Bean
  Job receiptRetention(Retention retention, RetentionSettings settings, Clock clock) {
    return Job.daily(
        "receipt-retention",
        "02:10",
        () ->
            settings
                .receipts()
                .cutoff(clock.instant())
                .ifPresent(cutoff -> retention.dropPartitions(TABLE, cutoff, null)));
  }
}
