package io.millrace.infra.embedded;

import io.millrace.schemas.topic.TopicSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Configuration of a single broker that is its own controller. */
final class BrokerSettings {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String ONE = "1";
  private static final String FEW_PARTITIONS = "4";
  private static final int RECORD_OVERHEAD = 64 * 1024;
  private static final int CLEANER_BUFFER = 16 * 1024 * 1024;
  private static final int INDEX_BYTES = 2 * 1024 * 1024;

  private BrokerSettings() {}

  /**
   * For a broker that may be killed and started again: until its former life's session is over it
   * may not register. The default is 9 s.
   */
  static Map<String, String> quickComeback() {
    return Map.of("broker.session.timeout.ms", "3000", "broker.heartbeat.interval.ms", "500");
  }

  static Map<String, String> of(String logDir, int port, int controllerPort) {
    Map<String, String> settings = new LinkedHashMap<>(common());
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE_ID));
    settings.put("log.dirs", logDir);
    settings.put("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort);
    settings.put("controller.listener.names", CONTROLLER_LISTENER);
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put(
        "listeners",
        "PLAINTEXT://localhost:%d,%s://localhost:%d"
            .formatted(port, CONTROLLER_LISTENER, controllerPort));
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    return settings;
  }

  /** What any single broker for Millrace needs, wherever it runs. */
  static Map<String, String> common() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("auto.create.topics.enable", "false");
    settings.put("message.max.bytes", Integer.toString(TopicSpec.MAX_MESSAGE_BYTES));
    settings.put(
        "replica.fetch.max.bytes", Integer.toString(TopicSpec.MAX_MESSAGE_BYTES + RECORD_OVERHEAD));
    settings.put("log.message.timestamp.after.max.ms", "3600000");

    settings.put("default.replication.factor", ONE);
    settings.put("offsets.topic.replication.factor", ONE);
    settings.put("offsets.topic.num.partitions", FEW_PARTITIONS);
    settings.put("transaction.state.log.replication.factor", ONE);
    settings.put("transaction.state.log.min.isr", ONE);
    settings.put("transaction.state.log.num.partitions", FEW_PARTITIONS);
    settings.put("share.coordinator.state.topic.replication.factor", ONE);
    settings.put("share.coordinator.state.topic.min.isr", ONE);
    settings.put("share.coordinator.state.topic.num.partitions", FEW_PARTITIONS);

    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("group.consumer.min.session.timeout.ms", "1000");
    settings.put("group.consumer.session.timeout.ms", "10000");
    settings.put("group.consumer.min.heartbeat.interval.ms", "500");
    settings.put("group.consumer.heartbeat.interval.ms", "2000");
    // A killed process leaves a transaction open; readers wait until it is aborted.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "2");
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(CLEANER_BUFFER));
    settings.put("log.index.size.max.bytes", Integer.toString(INDEX_BYTES));
    return settings;
  }
}
