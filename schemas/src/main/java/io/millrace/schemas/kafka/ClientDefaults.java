package io.millrace.schemas.kafka;

import io.millrace.schemas.topic.TopicSpec;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings every Kafka client of Millrace starts from. They hold the promises (nothing acknowledged
 * is lost, nothing counts twice), so an app adds to them and does not weaken them. The maps are the
 * caller's to change.
 */
public final class ClientDefaults {

  private ClientDefaults() {}

  /**
   * A producer whose ack means that every in-sync replica has the record. No linger: at low load it
   * only adds latency, and under load records batch by themselves while requests are in flight.
   */
  public static Map<String, Object> producer(String bootstrapServers) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("compression.type", "lz4");
    config.put("linger.ms", 0);
    config.put("max.request.size", TopicSpec.MAX_MESSAGE_BYTES);
    return config;
  }

  /** A consumer that sees committed records only and commits offsets itself. */
  public static Map<String, Object> consumer(String bootstrapServers) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    return config;
  }

  /**
   * Kafka Streams, exactly once. The commit interval is for who is behind and gains from large
   * commits; topologies ask for a commit 50 ms after the last one while they are not. No poll waits
   * longer than that. The classic protocol with a 6 s session recovers from a kill -9 in about 5 s.
   */
  public static Map<String, Object> streams(String bootstrapServers) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("processing.guarantee", "exactly_once_v2");
    config.put("commit.interval.ms", 500);
    config.put("poll.ms", 50);
    config.put("num.standby.replicas", 1);
    config.put("group.protocol", "classic");
    config.put("ensure.explicit.internal.resource.naming", true);
    config.put("consumer.auto.offset.reset", "earliest");
    config.put("consumer.session.timeout.ms", 6_000);
    config.put("consumer.heartbeat.interval.ms", 1_500);
    config.put("producer.compression.type", "zstd");
    config.put("producer.linger.ms", 5);
    config.put("producer.max.request.size", TopicSpec.MAX_MESSAGE_BYTES);
    return config;
  }
}
