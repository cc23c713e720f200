package io.millrace.projection.cache;

import io.micrometer.core.instrument.Counter;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.ReadDatabase.Server;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Answers made of many rows, remembered for a second or two by this process alone: each belongs to
 * a group and is forgotten with it when one of the rows changes. Read from the replica where reads
 * go there. An answer is never older than it says. Any thread; nothing blocks.
 */
public final class AnswerCache {

  private final ReadDatabase database;
  private final Moments ofPrimary;
  private final Moments ofReplica;
  private final NearCache near;
  private final Counter hits;
  private final Counter misses;
  private final ConcurrentHashMap<String, Mono<Entry>> loading = new ConcurrentHashMap<>();

  AnswerCache(
      ReadDatabase database,
      Moments ofPrimary,
      Moments ofReplica,
      NearCache near,
      Counter hits,
      Counter misses) {
    this.database = database;
    this.ofPrimary = ofPrimary;
    this.ofReplica = ofReplica;
    this.near = near;
    this.hits = hits;
    this.misses = misses;
  }

  /**
   * What is remembered, or else what the loader reads.
   *
   * @param group evicted under this name as a key
   */
  public Mono<Entry> get(String group, String key, Supplier<Mono<byte[]>> loader) {
    return database.onReplica()
        ? get(ofReplica, group, key, loader)
            .onErrorResume(
                failure -> !database.onReplica(), failure -> get(ofPrimary, group, key, loader))
        : get(ofPrimary, group, key, loader);
  }

  /** Makes this process ask again, so that who has just read something newer does not go back. */
  public void forget(String group) {
    near.evict(List.of(group));
  }

  private Mono<Entry> get(
      Moments moments, String group, String key, Supplier<Mono<byte[]>> loader) {
    Moment recent = moments.recent();
    return recent == null
        ? moments.now().flatMap(moment -> get(moment, group, key, loader))
        : get(recent, group, key, loader);
  }

  private Mono<Entry> get(Moment moment, String group, String key, Supplier<Mono<byte[]>> loader) {
    long changes = near.changes();
    String member = near.member(group, key);
    Entry entry = near.get(member, moment.epoch());
    if (entry != null) {
      hits.increment();
      return Mono.just(entry);
    }
    if (moment.isClosed()) {
      return read(moment, loader);
    }
    String reading = moment.server() + "/" + moment.epoch() + "/" + member;
    return loading.computeIfAbsent(
        reading,
        absent ->
            Mono.defer(() -> read(moment, loader))
                .doOnNext(read -> near.put(member, read, changes))
                .doFinally(end -> loading.remove(reading))
                .cache());
  }

  private Mono<Entry> read(Moment moment, Supplier<Mono<byte[]>> loader) {
    misses.increment();
    Server server = moment.server();
    return ReadDatabase.on(server, Mono.defer(loader))
        .map(body -> new Entry(body, moment.asOf(), moment.epoch()));
  }
}
