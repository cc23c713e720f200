package io.millrace.streams.runtime;

/** Every metric of this app beside the platform's own. Each has the tag {@code topology}. */
enum StreamMetric {
  RUNNING("millrace.streams.running", Type.GAUGE, "1 while the topology is running, else 0"),
  LAG("millrace.streams.lag", Type.GAUGE, "Records this process has still to read"),
  COUNTED("millrace.streams.facts.counted", Type.COUNTER, "Facts counted"),
  DUPLICATES("millrace.streams.facts.duplicates", Type.COUNTER, "Facts dropped as counted before"),
  LATE("millrace.streams.facts.late", Type.COUNTER, "Facts counted for a bucket that is retired"),
  DEAD_LETTERS(
      "millrace.streams.facts.dead.letters",
      Type.COUNTER,
      "Records sent to the dead-letter topic; alert on any");

  static final String TOPOLOGY = "topology";

  enum Type {
    GAUGE,
    COUNTER
  }

  private final String metric;
  private final Type type;
  private final String description;

  StreamMetric(String metric, Type type, String description) {
    this.metric = metric;
    this.type = type;
    this.description = description;
  }

  String metric() {
    return metric;
  }

  Type type() {
    return type;
  }

  String description() {
    return description;
  }
}
