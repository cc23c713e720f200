package io.millrace.infra.embedded;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker as a process of its own: {@code KafkaBrokerMain DATA_DIR PORT}. SIGTERM ends it cleanly.
 */
public final class KafkaBrokerMain {

  private static final Logger log = LoggerFactory.getLogger(KafkaBrokerMain.class);

  private KafkaBrokerMain() {}

  public static void main(String[] args) {
    if (args.length != 2) {
      throw new IllegalArgumentException("expected: DATA_DIR PORT");
    }
    KafkaBroker broker = new KafkaBroker(Path.of(args[0]), Integer.parseInt(args[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
    broker.start();
    log.info("Kafka serves on {}", broker.bootstrapServers());
    broker.awaitStop();
  }
}
