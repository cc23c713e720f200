package io.millrace.worker.metrics;

import java.util.List;

/**
 * Every metric of the worker. They reconcile: received = finished + skipped + retried + postponed +
 * in flight; a difference that stays is a lost request.
 */
public enum WorkerMetric {
  RECEIVED(
      "millrace.ai.requests.received", "counter", "times a request of a topic was begun", "topic"),
  FINISHED(
      "millrace.ai.requests.finished",
      "counter",
      "results acknowledged by Kafka; outcome is completed, fallback, cancelled or the error code",
      "topic",
      "outcome"),
  SKIPPED(
      "millrace.ai.requests.skipped",
      "counter",
      "records of requests that had ended, or have a later attempt on its way",
      "topic"),
  RETRIED(
      "millrace.ai.requests.retried",
      "counter",
      "failed attempts that are made again, by why they failed",
      "topic",
      "code"),
  POSTPONED(
      "millrace.ai.requests.postponed",
      "counter",
      "begun and put off: another worker is at it, no provider may be asked, or workers died with"
          + " it",
      "topic"),
  DEAD_LETTERED(
      "millrace.ai.requests.dead.lettered",
      "counter",
      "records acknowledged on the dead-letter topic",
      "topic"),
  FALLBACK("millrace.ai.requests.fallback", "counter", "requests answered with the fallback"),
  WITHOUT_LEASE(
      "millrace.ai.requests.without.lease",
      "counter",
      "requests begun without Redis: their calls may be made twice"),
  TOKENS("millrace.ai.tokens", "counter", "tokens used; kind is prompt or completion", "kind"),
  IN_FLIGHT("millrace.ai.requests.in.flight", "gauge", "requests being worked on"),
  HELD("millrace.ai.requests.held", "gauge", "requests this worker has that wait"),
  QUEUE(
      "millrace.ai.queue",
      "gauge",
      "requests of all workers as Redis has them; state is waiting or running",
      "state"),
  UNACCOUNTED(
      "millrace.ai.unaccounted",
      "gauge",
      "stored requests that neither ended nor wait nor run; what stays is lost"),
  WAIT("millrace.ai.wait", "timer", "from admission until the work began", "priority"),
  PROCESS(
      "millrace.ai.process",
      "timer",
      "from the start of the last attempt until the model's answer",
      "priority"),
  DURATION(
      "ai.request.duration", "timer", "from admission until the result", "priority", "outcome"),
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
