package io.millrace.ingest.webhook;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.event.Ids;
import io.millrace.ingest.event.TraceParent;
import io.millrace.ingest.http.ClientGone;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refused deliveries of known sources, counted in memory and put on the log by {@link #flush}, so
 * that refused traffic costs no record each. Counts that cannot be written wait, up to a bound.
 */
final class Rejections {

  private static final int MOST_COUNTS = 10_000;

  private record Count(String tenant, String sourceKey, Instant minute, String reason) {}

  private record Row(String tenant, String sourceKey, Instant minute) {}

  private final EventLog log;
  private final EventCounters counters;
  private final Clock clock;
  private final Map<Count, Long> counts = new ConcurrentHashMap<>();

  Rejections(EventLog log, EventCounters counters, Clock clock) {
    this.log = log;
    this.counters = counters;
    this.clock = clock;
  }

  /** Counts a refusal. What is our fault, or that the sender went away, is none. */
  void count(Source source, Problem problem) {
    if (!problem.fault() && !problem.code().equals(ClientGone.CODE)) {
      Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
      add(new Count(source.getTenant(), source.getSourceKey(), minute, problem.code()), 1);
    }
  }

  private void add(Count count, long times) {
    if (counts.size() < MOST_COUNTS || counts.containsKey(count)) {
      counts.merge(count, times, Long::sum);
    } else {
      counters.rejectionsDropped(times);
    }
  }

  /** Puts what was counted since the last time on the log. */
  void flush() {
    Map<Row, Map<String, Long>> rows = new HashMap<>();
    for (Count count : List.copyOf(counts.keySet())) {
      Long times = counts.remove(count);
      if (times != null) {
        rows.computeIfAbsent(
                new Row(count.tenant(), count.sourceKey(), count.minute()), r -> new HashMap<>())
            .put(count.reason(), times);
      }
    }
    rows.forEach(this::append);
  }

  private void append(Row row, Map<String, Long> byReason) {
    counters.received(EventKind.WEBHOOK_REJECTIONS);
    log.append(
        event(row, byReason),
        (position, problem) -> {
          if (problem != null) {
            byReason.forEach(
                (reason, times) ->
                    add(new Count(row.tenant(), row.sourceKey(), row.minute(), reason), times));
          }
        });
  }

  private Event event(Row row, Map<String, Long> byReason) {
    Envelope envelope = new Envelope(row.tenant(), clock.instant(), TraceParent.of(null));
    return envelope.event(
        EventKind.WEBHOOK_REJECTIONS,
        Topics.WEBHOOKS_REJECTED,
        Keys.of(row.tenant(), row.sourceKey()),
        envelope.source("sources", row.sourceKey()),
        Ids.uuid(),
        WebhookRejections.newBuilder()
            .setTenant(row.tenant())
            .setSourceKey(row.sourceKey())
            .setMinute(Timestamps.of(row.minute()))
            .putAllByReason(byReason)
            .build());
  }
}
