package io.millrace.infra.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker in this JVM, its own controller, on loopback. It has no topics; see {@link
 * KafkaTopics}. One instance is one broker: {@link #stop()} and {@link #start()} keep port and
 * data, and data outlives a kill of the JVM where a directory was given.
 */
public final class KafkaBroker implements AutoCloseable {

  private final DataDirectory data;
  private final int port;
  private @Nullable KafkaRaftServer server;
  private @Nullable Reaper reaper;

  /**
   * A broker that is not started yet.
   *
   * @param dataDir where data stays; null for a temporary directory
   * @param port the port; 0 for a free one
   */
  public KafkaBroker(@Nullable Path dataDir, int port) {
    this.data = DataDirectory.of(dataDir, "kafka");
    this.port = port == 0 ? Ports.free() : port;
  }

  /**
   * Starts the broker and returns once it serves.
   *
   * @throws PortBusyException if something else listens on the port
   */
  public synchronized void start() {
    if (server != null) {
      return;
    }
    Ports.requireFree(port);
    BrokerLogs.quieten();
    if (reaper == null && data.temporary()) {
      reaper = Reaper.start(data);
    }
    Path logDir = data.path().resolve("log");
    if (!Files.exists(logDir.resolve("meta.properties"))) {
      format(logDir);
    }
    Properties properties = new Properties();
    Map<String, String> settings = BrokerSettings.of(logDir.toString(), port, Ports.free());
    settings.forEach(properties::setProperty);
    if (!data.temporary()) {
      BrokerSettings.quickComeback().forEach(properties::setProperty);
    }
    KafkaRaftServer starting =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    starting.startup();
    server = starting;
  }

  /** Stops the broker; clients see a broker that is away. */
  public synchronized void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  /** Waits until the broker has stopped, by itself or by {@link #stop()}. */
  void awaitStop() {
    KafkaRaftServer running;
    synchronized (this) {
      running = server;
    }
    if (running != null) {
      running.awaitShutdown();
    }
  }

  public String bootstrapServers() {
    return "localhost:" + port;
  }

  public int port() {
    return port;
  }

  /** Stops, and removes temporary data. */
  @Override
  public synchronized void close() {
    stop();
    data.deleteIfTemporary();
    if (reaper != null) {
      reaper.dismiss();
      reaper = null;
    }
  }

  private static void format(Path logDir) {
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(logDir.toString()))
          .setMetadataLogDirectory(logDir.toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .run();
    } catch (Exception e) {
      throw new IllegalStateException("cannot format " + logDir + ": " + e.getMessage(), e);
    }
  }
}
