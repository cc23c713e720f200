package io.millrace.ingest.delivery;

import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Taken;
import io.millrace.ingest.source.OldSecretUses;
import io.millrace.schemas.config.v1.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The last deliveries of each source. Remembering one is an entry in a ring of this instance;
 * {@link #flush} puts what is new into the store that all instances share, where there is one.
 * Sources and entries are bounded: past the bound the source that was quiet longest is forgotten
 * here.
 */
public final class DeliveryHistory implements OldSecretUses, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DeliveryHistory.class);
  static final int MOST_SOURCES = 500;
  private static final int KEPT = 50;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /**
   * The last deliveries of a source.
   *
   * @param entries newest first
   * @param everywhere whether those of all instances are among them
   */
  record Found(List<Entry> entries, boolean everywhere) {}

  private final Map<String, SourceHistory> bySource = new ConcurrentHashMap<>();
  private final DeliveryStore store;

  DeliveryHistory(DeliveryStore store) {
    this.store = store;
  }

  /**
   * Remembers a delivery that is on the log.
   *
   * @param type what the sender calls the type of the event
   * @param address where it came from
   * @param oldSecret whether only a secret that was rotated out made it genuine
   */
  public void accepted(
      Source source,
      String type,
      @Nullable InetAddress address,
      boolean oldSecret,
      Event event,
      Taken taken) {
    byte[] body = event.record().value();
    add(
        source,
        new Report(
            event.record().timestamp(),
            event.id(),
            type,
            body == null ? 0 : body.length,
            address,
            taken,
            null,
            oldSecret));
  }

  /**
   * Remembers a delivery that was refused, or could not be stored.
   *
   * @param id what the sender calls it, null where it does not
   * @param type what the sender calls the type of the event, null where that is not known unread
   * @param bytes of the body as announced, -1 where it was not
   */
  public void refused(
      Source source,
      Problem problem,
      Instant now,
      @Nullable String id,
      @Nullable String type,
      long bytes,
      @Nullable InetAddress address) {
    add(source, new Report(now.toEpochMilli(), id, type, bytes, address, null, problem, false));
  }

  private void add(Source source, Report report) {
    SourceHistory history = bySource.get(source.getSourceKey());
    if (history == null || !history.isOf(source.getTenant())) {
      if (bySource.size() >= 2 * MOST_SOURCES) {
        return;
      }
      SourceId id = new SourceId(source.getTenant(), source.getSourceKey());
      history =
          bySource.compute(
              source.getSourceKey(),
              (key, known) ->
                  known != null && known.isOf(id.tenant()) ? known : new SourceHistory(id, KEPT));
    }
    history.add(report);
  }

  /** Forgets the sources past the bound, and stores what is new: returns when that is under way. */
  void flush() {
    if (bySource.size() > MOST_SOURCES) {
      bySource.values().stream()
          .sorted(Comparator.comparingLong(SourceHistory::lastMillis))
          .limit(bySource.size() - MOST_SOURCES)
          .toList()
          .forEach(quiet -> bySource.remove(quiet.source().sourceKey(), quiet));
    }
    storeAll().subscribe();
  }

  /** Stores what is new, and waits for that a little. */
  @Override
  public void close() {
    try {
      storeAll().toFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("deliveries_not_stored", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Never fails: what could not be stored is tried again the next time. */
  private Mono<Void> storeAll() {
    List<Mono<Void>> all = new ArrayList<>();
    for (SourceHistory history : bySource.values()) {
      if (history.beginStoring()) {
        all.add(store(history).onErrorComplete().doFinally(signal -> history.doneStoring()));
      }
    }
    return Mono.when(all);
  }

  /** How many sources something is remembered of. */
  int sources() {
    return bySource.size();
  }

  private Mono<Void> store(SourceHistory history) {
    List<Mono<Void>> writes = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      Ring ring = history.ring(outcome);
      Ring.Unstored unstored = ring.unstored();
      if (!unstored.reports().isEmpty()) {
        List<Entry> entries = unstored.reports().stream().map(Report::entry).toList();
        writes.add(
            store
                .add(history.source(), outcome, entries)
                .doOnSuccess(done -> ring.stored(unstored.upTo())));
      }
    }
    if (history.oldSecretUnstored()) {
      long used = history.oldSecretMillis();
      writes.add(
          store
              .oldSecretUsed(history.source(), Instant.ofEpochMilli(used))
              .doOnSuccess(done -> history.oldSecretStored(used)));
    }
    return Mono.whenDelayError(writes);
  }

  /**
   * The newest deliveries of a source.
   *
   * @param outcomes which of them
   */
  Mono<Found> newest(SourceId source, List<Outcome> outcomes, int limit) {
    return Flux.fromIterable(outcomes)
        .flatMap(outcome -> store.newest(source, outcome, limit))
        .flatMapIterable(entries -> entries)
        .collectList()
        .timeout(PATIENCE)
        .map(
            stored ->
                new Found(
                    merged(Stream.concat(unstored(source, outcomes), stored.stream()), limit),
                    true))
        .onErrorResume(
            fault -> Mono.just(new Found(merged(local(source, outcomes), limit), false)));
  }

  /** What was stored twice, because the store was slow to say so, counts once. */
  private static List<Entry> merged(Stream<Entry> entries, int limit) {
    return entries
        .distinct()
        .sorted(Comparator.comparingLong(Entry::millis).reversed())
        .limit(limit)
        .toList();
  }

  private Stream<Entry> local(SourceId source, List<Outcome> outcomes) {
    return rings(source, outcomes).flatMap(ring -> ring.all().stream()).map(Report::entry);
  }

  private Stream<Entry> unstored(SourceId source, List<Outcome> outcomes) {
    return rings(source, outcomes)
        .flatMap(ring -> ring.unstored().reports().stream())
        .map(Report::entry);
  }

  private Stream<Ring> rings(SourceId source, List<Outcome> outcomes) {
    SourceHistory history = bySource.get(source.sourceKey());
    return history == null || !history.source().equals(source)
        ? Stream.empty()
        : outcomes.stream().map(history::ring);
  }

  @Override
  public Mono<Map<String, Instant>> lastUses(String tenant, Collection<String> sourceKeys) {
    Map<String, Instant> here = new HashMap<>();
    for (String sourceKey : sourceKeys) {
      SourceHistory history = bySource.get(sourceKey);
      if (history != null && history.isOf(tenant) && history.oldSecretMillis() > 0) {
        here.put(sourceKey, Instant.ofEpochMilli(history.oldSecretMillis()));
      }
    }
    if (sourceKeys.isEmpty()) {
      return Mono.just(here);
    }
    return store
        .oldSecretUses(tenant, sourceKeys)
        .timeout(PATIENCE)
        .onErrorReturn(Map.of())
        .map(
            stored -> {
              stored.forEach((key, used) -> here.merge(key, used, (a, b) -> a.isAfter(b) ? a : b));
              return here;
            });
  }
}
