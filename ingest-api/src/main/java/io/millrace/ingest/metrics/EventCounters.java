package io.millrace.ingest.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Counts every event exactly once as received and exactly once by how it ended. */
public final class EventCounters {

  /** Upper bounds of the ack histogram's buckets. */
  private static final Duration[] ACK_BUCKETS =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private record Reason(EventKind kind, String code) {}

  private final MeterRegistry registry;
  private final Counter[] received = new Counter[EventKind.values().length];
  private final Counter[] accepted = new Counter[EventKind.values().length];
  private final Counter[] duplicate = new Counter[EventKind.values().length];
  private final Map<Reason, Counter> rejected = new ConcurrentHashMap<>();
  private final Map<Reason, Counter> failed = new ConcurrentHashMap<>();
  private final Map<String, Counter> oldSecret = new ConcurrentHashMap<>();
  private final Timer ack;
  private final Counter rejectionsDropped;

  public EventCounters(MeterRegistry registry) {
    this.registry = registry;
    for (EventKind kind : EventKind.values()) {
      received[kind.ordinal()] = counter(IngestMetric.EVENTS_RECEIVED, kind);
      accepted[kind.ordinal()] = counter(IngestMetric.EVENTS_ACCEPTED, kind);
      duplicate[kind.ordinal()] = counter(IngestMetric.EVENTS_DUPLICATE, kind);
    }
    this.ack =
        Timer.builder(IngestMetric.ACK.id())
            .description(IngestMetric.ACK.meaning())
            .serviceLevelObjectives(ACK_BUCKETS)
            .register(registry);
    this.rejectionsDropped =
        Counter.builder(IngestMetric.REJECTIONS_DROPPED.id())
            .description(IngestMetric.REJECTIONS_DROPPED.meaning())
            .register(registry);
  }

  public void rejectionsDropped(long times) {
    rejectionsDropped.increment(times);
  }

  /** A delivery was genuine by an old secret only. The scheme is one of a few. */
  public void oldSecret(String scheme) {
    oldSecret
        .computeIfAbsent(
            scheme,
            s ->
                Counter.builder(IngestMetric.OLD_SECRET.id())
                    .description(IngestMetric.OLD_SECRET.meaning())
                    .tag("scheme", s)
                    .register(registry))
        .increment();
  }

  public void received(EventKind kind) {
    received[kind.ordinal()].increment();
  }

  public void accepted(EventKind kind, long time, TimeUnit unit) {
    accepted[kind.ordinal()].increment();
    ack.record(time, unit);
  }

  /** Accepted without being stored again. */
  public void duplicate(EventKind kind) {
    accepted[kind.ordinal()].increment();
    duplicate[kind.ordinal()].increment();
  }

  /** Rejected when the sender must change something, failed when we could not. */
  public void refused(EventKind kind, Problem problem) {
    Reason reason = new Reason(kind, problem.code());
    if (problem.fault()) {
      failed.computeIfAbsent(reason, r -> counter(IngestMetric.EVENTS_FAILED, r)).increment();
    } else {
      rejected.computeIfAbsent(reason, r -> counter(IngestMetric.EVENTS_REJECTED, r)).increment();
    }
  }

  private Counter counter(IngestMetric metric, EventKind kind) {
    return Counter.builder(metric.id())
        .description(metric.meaning())
        .tag("kind", kind.label())
        .register(registry);
  }

  private Counter counter(IngestMetric metric, Reason reason) {
    return Counter.builder(metric.id())
        .description(metric.meaning())
        .tag("kind", reason.kind().label())
        .tag("reason", reason.code())
        .register(registry);
  }
}
