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
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Refused deliveries of known sources, and those that are stored already, counted in memory and put
 * on the log by {@link #flush}, so that refused traffic costs no record each. An event whose
 * acknowledgement did not come may be on the log all the same, so it is sent again as it is, with
 * its id, until it is acknowledged. Events and counts that wait are bounded.
 */
final class Rejections {

  /** Counted among the reasons, but on the log beside them. */
  private static final String DUPLICATE = "duplicate";

  static final int MOST_EVENTS = 1_000;
  private static final int MOST_COUNTS = 10_000;

  private record Row(String tenant, String sourceKey, Instant minute) {}

  private record Count(Row row, String reason) {}

  private record Pending(Event event, long times) {}

  private final BiConsumer<Event, EventLog.Callback> log;
  private final EventCounters counters;
  private final Clock clock;
  private final Map<Count, Long> counts = new ConcurrentHashMap<>();
  private final Queue<Pending> failed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();

  Rejections(BiConsumer<Event, EventLog.Callback> log, EventCounters counters, Clock clock) {
    this.log = log;
    this.counters = counters;
    this.clock = clock;
  }

  /** Counts a refusal. What is our fault, or that the sender went away, is none. */
  void count(Source source, Problem problem) {
    if (!problem.fault() && !problem.code().equals(ClientGone.CODE)) {
      Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
      add(new Count(new Row(source.getTenant(), source.getSourceKey(), minute), problem.code()));
    }
  }

  /** Counts a delivery that was stored before and not again. */
  void duplicate(Source source) {
    Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    add(new Count(new Row(source.getTenant(), source.getSourceKey(), minute), DUPLICATE));
  }

  private void add(Count count) {
    if (counts.size() < MOST_COUNTS || counts.containsKey(count)) {
      counts.merge(count, 1L, Long::sum);
    } else {
      counters.rejectionsDropped(1);
    }
  }

  /** Sends again what failed, then puts what was counted since the last time on the log. */
  synchronized void flush() {
    for (int again = failed.size(); again > 0; again--) {
      append(failed.remove());
    }
    Map<Row, Set<Count>> rows = new HashMap<>();
    for (Count count : counts.keySet()) {
      rows.computeIfAbsent(count.row(), row -> new HashSet<>()).add(count);
    }
    rows.forEach(
        (row, ofRow) -> {
          if (pending.get() < MOST_EVENTS) {
            pending.incrementAndGet();
            append(taken(row, ofRow));
          }
        });
  }

  private Pending taken(Row row, Set<Count> ofRow) {
    Map<String, Long> byReason = new HashMap<>();
    for (Count count : ofRow) {
      Long times = counts.remove(count);
      if (times != null) {
        byReason.put(count.reason(), times);
      }
    }
    long times = byReason.values().stream().mapToLong(Long::longValue).sum();
    return new Pending(event(row, byReason), times);
  }

  private void append(Pending one) {
    counters.received(EventKind.WEBHOOK_REJECTIONS);
    log.accept(one.event(), (position, problem) -> done(one, problem));
  }

  private void done(Pending one, @Nullable Problem problem) {
    if (problem != null && problem.fault()) {
      failed.add(one);
      return;
    }
    pending.decrementAndGet();
    if (problem != null) {
      counters.rejectionsDropped(one.times());
    }
  }

  private Event event(Row row, Map<String, Long> byReason) {
    Map<String, Long> reasons = new HashMap<>(byReason);
    Long duplicates = reasons.remove(DUPLICATE);
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
            .putAllByReason(reasons)
            .setDuplicates(duplicates == null ? 0 : duplicates)
            .build());
  }
}
