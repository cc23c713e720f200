package io.millrace.devstack.up;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The four apps. */
enum App {
  INGEST_API(8080, 448),
  PROJECTION_STORE(8081, 512),
  STREAM_PROCESSORS(8082, 640),
  AI_WORKER(8083, 256);

  private final int defaultPort;
  private final int heapMegabytes;

  App(int defaultPort, int heapMegabytes) {
    this.defaultPort = defaultPort;
    this.heapMegabytes = heapMegabytes;
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

  /** Heap that keeps the whole process within its target: 1 GB, stream-processors 1.5 GB. */
  int heapMegabytes() {
    return heapMegabytes;
  }
}
