package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithStack
class EmbeddedStackIT extends StackContract {

  private Stack stack;

  @BeforeEach
  void take(Stack stack) {
    this.stack = stack;
  }

  @Override
  Stack stack() {
    return stack;
  }

  @Test
  void shared_isOneStackPerJvm() {
    assertThat(stack).isSameAs(Stack.shared());
    assertThat(stack.kafkaBootstrapServers()).isEqualTo(Stack.shared().kafkaBootstrapServers());
  }
}
