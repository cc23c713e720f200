package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import org.junit.jupiter.api.Test;

@WithStack
class KafkaClusterIT {

  @Test
  void id_isStableAndFitForAFolder(Stack stack) {
    String id = KafkaCluster.id(stack.kafkaBootstrapServers());

    assertThat(id).matches("[A-Za-z0-9_-]+");
    assertThat(KafkaCluster.id(stack.kafkaBootstrapServers())).isEqualTo(id);
  }
}
