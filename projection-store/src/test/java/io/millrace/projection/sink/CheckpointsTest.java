package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcBadGrammarException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CheckpointsTest {

  @Test
  void apply_blamesNoRecordForAConnectionThatCannotBeOpened() {
    for (RuntimeException refusal :
        List.of(
            new IllegalArgumentException("a password this cannot be"),
            new R2dbcBadGrammarException("no", "22023"))) {
      Checkpoints checkpoints = new Checkpoints(pool(refusal), Duration.ofSeconds(5));
      assertThatThrownBy(
              () -> checkpoints.apply(new TallyProjection("t"), Map.of(), List.of(), List.of()))
          .isNotInstanceOf(DataFault.class)
          .hasMessageContaining(refusal.getMessage());
    }
  }

  private static ConnectionPool pool(RuntimeException refusal) {
    ConnectionFactory factory =
        new ConnectionFactory() {
          @Override
          public Mono<Connection> create() {
            return Mono.error(refusal);
          }

          @Override
          public ConnectionFactoryMetadata getMetadata() {
            return () -> "refusing";
          }
        };
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(factory).initialSize(0).maxSize(1).build());
  }
}
