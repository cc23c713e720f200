package io.millrace.infra.embedded;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Keeps a broker in a test's JVM from filling the test's log. */
final class BrokerLogs {

  private static final Map<String, Level> LEVELS =
      Map.of(
          "kafka", Level.WARN,
          "org.apache.kafka", Level.WARN,
          "state.change.logger", Level.WARN,
          // warns of every new, empty cluster
          "org.apache.kafka.controller.QuorumController", Level.ERROR,
          // warns while it waits for the topic it has just created
          "kafka.server.DefaultAutoTopicCreationManager", Level.ERROR);

  private BrokerLogs() {}

  /** Leaves warnings, unless somebody has set them. */
  static void quieten() {
    if (!isLogback()) {
      return;
    }
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      LEVELS.forEach(
          (name, level) -> {
            Logger logger = context.getLogger(name);
            if (logger.getLevel() == null) {
              logger.setLevel(level);
            }
          });
    }
  }

  private static boolean isLogback() {
    return LoggerFactory.getILoggerFactory()
        .getClass()
        .getName()
        .startsWith("ch.qos.logback.classic");
  }
}
