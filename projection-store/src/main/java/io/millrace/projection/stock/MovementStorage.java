package io.millrace.projection.stock;

import io.millrace.projection.partition.PartitionedTable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Movements are kept by quarter of the year, for ever: a level is the sum of all of them. */
@Configuration(proxyBeanMethods = false)
class MovementStorage {

  static final PartitionedTable TABLE =
      new PartitionedTable("stock_movements_v1.stock_movement", "occurred_at", 3);

  @Bean
  PartitionedTable movementTable() {
    return TABLE;
  }
}
