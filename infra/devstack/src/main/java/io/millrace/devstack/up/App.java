package io.millrace.devstack.up;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The four apps. */
enum App {
  INGEST_API(8080, 448, 20),
  PROJECTION_STORE(8081, 512, 20),
  STREAM_PROCESSORS(8082, 640, 20),
  AI_WORKER(8083, 256, 100);

  private final int defaultPort;
  private final int heapMegabytes;
  private final Duration stopTimeout;

  App(int defaultPort, int heapMegabytes, int stopSeconds) {
    this.defaultPort = defaultPort;
    this.heapMegabytes = heapMegabytes;
    this.stopTimeout = Duration.ofSeconds(stopSeconds);
  }

  static Optional<App> find(String name) {
    return Arrays.stream(values()).filter(app -> app.id().equals(name)).findFirst();
  }

  /** As the module is called: {@code ingest-api}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int defaultPort() {
    return defaultPort;
  }

  String portVariable() {
    return name() + "_PORT";
  }

  /** Extra JVM options of the user, as in {@code INGEST_API_JAVA_OPTS=-Xmx1g}. */
  String optionsVariable() {
    return name() + "_JAVA_OPTS";
  }

  /** How long a clean end may take: for ai-worker as long as the calls it has begun. */
  Duration stopTimeout() {
    return stopTimeout;
  }

  /** Heap that keeps the whole process within its target: 1 GB, stream-processors 1.5 GB. */
  int heapMegabytes() {
    return heapMegabytes;
  }
}
