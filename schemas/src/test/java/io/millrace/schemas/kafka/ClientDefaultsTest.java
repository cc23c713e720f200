package io.millrace.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ClientDefaultsTest {

  @Test
  void producer_losesNothingAcknowledged() {
    Map<String, Object> config = ClientDefaults.producer("localhost:19092");
    assertThat(config)
        .containsEntry("bootstrap.servers", "localhost:19092")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("compression.type", "lz4")
        .containsEntry("linger.ms", 0);
    config.put("key.serializer", ByteArraySerializer.class);
    config.put("value.serializer", ByteArraySerializer.class);
    assertThat(new ProducerConfig(config).unused()).doesNotContain("acks");
  }

  @Test
  void consumer_seesCommittedRecordsAndCommitsItself() {
    Map<String, Object> config = ClientDefaults.consumer("localhost:19092");
    assertThat(config)
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "earliest");
    config.put("key.deserializer", ByteArrayDeserializer.class);
    config.put("value.deserializer", ByteArrayDeserializer.class);
    assertThat(new ConsumerConfig(config).getString("isolation.level")).isEqualTo("read_committed");
  }

  @Test
  void streams_countsExactlyOnce() {
    assertThat(ClientDefaults.streams("localhost:19092"))
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("commit.interval.ms", 500)
        .containsEntry("num.standby.replicas", 1)
        .containsEntry("group.protocol", "classic")
        .containsEntry("ensure.explicit.internal.resource.naming", true)
        .containsEntry("consumer.session.timeout.ms", 6_000)
        .containsEntry("producer.compression.type", "zstd");
  }

  @Test
  void defaults_areTheCallersToChange() {
    ClientDefaults.producer("a").put("acks", "1");
    assertThat(ClientDefaults.producer("a")).containsEntry("acks", "all");
  }
}
