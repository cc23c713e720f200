package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import java.time.Clock;
import org.junit.jupiter.api.Test;

@WithStack
class DemoKeyIT {

  @Test
  void ensure_writesOnce(Stack stack) {
    Clock clock = Clock.systemUTC();
    assertThat(DemoKey.ensure(stack.kafkaBootstrapServers(), clock)).isTrue();
    assertThat(DemoKey.ensure(stack.kafkaBootstrapServers(), clock)).isFalse();
  }
}
