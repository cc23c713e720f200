package io.millrace.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GateTest {

  @Test
  void enter_refusesPastEitherBoundAndRecovers() {
    Gate gate = new Gate(2, 100);

    assertThat(gate.enter(60)).isTrue();
    assertThat(gate.enter(41)).isFalse();
    assertThat(gate.enter(40)).isTrue();
    assertThat(gate.enter(0)).isFalse();
    assertThat(gate.records()).isEqualTo(2);
    assertThat(gate.bytes()).isEqualTo(100);
    gate.leave(60);
    gate.leave(40);
    assertThat(gate.records()).isZero();
    assertThat(gate.bytes()).isZero();
    assertThat(gate.enter(100)).isTrue();
  }
}
