package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithStack
class ExternalStackIT extends StackContract {

  private Stack external;

  @BeforeEach
  void pointAt(Stack running) {
    external =
        Stack.of(
            Map.of(
                "MILLRACE_STACK",
                "external",
                "KAFKA_BOOTSTRAP_SERVERS",
                running.kafkaBootstrapServers(),
                "DATABASE_URL",
                running.databaseUrl(),
                "REDIS_URL",
                running.redisUrl()));
  }

  @Override
  Stack stack() {
    return external;
  }

  @Test
  void databaseUrl_namesTheMissingSetting() {
    Stack stack = Stack.of(Map.of("MILLRACE_STACK", "external"));
    assertThatThrownBy(stack::databaseUrl)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("DATABASE_URL is not set (expected with MILLRACE_STACK=external)");
  }
}
