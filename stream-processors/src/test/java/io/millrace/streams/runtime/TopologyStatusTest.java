package io.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

class TopologyStatusTest {

  @Test
  void unready_namesTheCause() {
    assertThat(new TopologyStatus("t", null, 0, 0, null).unready(10)).isEqualTo("not started");
    assertThat(new TopologyStatus("t", State.ERROR, 0, 0, "no topic").unready(10))
        .isEqualTo("ERROR: no topic");
    assertThat(new TopologyStatus("t", State.REBALANCING, 0, 0, null).unready(10))
        .isEqualTo("REBALANCING");
    assertThat(new TopologyStatus("t", State.RUNNING, 0, 0, null).unready(10))
        .isEqualTo("RUNNING without tasks");
    assertThat(new TopologyStatus("t", State.RUNNING, 6, 0, "no connection").unready(10))
        .isEqualTo("RUNNING: no connection");
    assertThat(new TopologyStatus("t", State.RUNNING, 6, 11, null).unready(10))
        .isEqualTo("RUNNING, 11 records behind");
  }

  @Test
  void unready_isNullWhenReady() {
    assertThat(new TopologyStatus("t", State.RUNNING, 6, 10, null).unready(10)).isNull();
  }
}
