package io.millrace.worker.metrics;

import java.util.List;

/**
 * Every metric of the worker. They reconcile: received = finished + dead lettered + in flight; a
 * difference that stays is a lost request.
 */
public enum WorkerMetric {
  RECEIVED(
      "millrace.ai.requests.received", "counter", "requests taken off a topic to work on", "topic"),
  FINISHED(
      "millrace.ai.requests.finished",
      "counter",
      "results acknowledged by Kafka; outcome is completed or the error code",
      "topic",
      "outcome"),
  DEAD_LETTERED(
      "millrace.ai.requests.dead.lettered",
      "counter",
      "records that are no request, acknowledged on the dead-letter topic",
      "topic"),
  IN_FLIGHT("millrace.ai.requests.in.flight", "gauge", "requests being worked on"),
  WAIT("millrace.ai.wait", "timer", "from admission until the work began"),
  PROCESS("millrace.ai.process", "timer", "from the start of the work until the model's answer"),
  PROVIDER_CALLS(
      "millrace.ai.provider.calls",
      "counter",
      "calls to a provider that ended; outcome is completed, cancelled or the error code",
      "provider",
      "outcome"),
  FIRST_TOKEN(
      "millrace.ai.provider.first.token",
      "timer",
      "from a call until the provider's first token",
      "provider"),
  CIRCUIT("millrace.ai.circuit", "gauge", "0 closed, 1 half-open, 2 open", "provider"),
  GATE(
      "millrace.ai.provider.gate",
      "gauge",
      "seconds for which a provider that limits us is not asked",
      "provider");

  private final String metricName;
  private final String type;
  private final String meaning;
  private final List<String> tags;

  WorkerMetric(String metricName, String type, String meaning, String... tags) {
    this.metricName = metricName;
    this.type = type;
    this.meaning = meaning;
    this.tags = List.of(tags);
  }

  public String metricName() {
    return metricName;
  }

  public String type() {
    return type;
  }

  public String meaning() {
    return meaning;
  }

  public List<String> tags() {
    return tags;
  }
}
