package io.millrace.ingest.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** A store that can be away, or take what it is given and not say so. */
final class InMemoryDeliveryStore implements DeliveryStore {

  boolean away;
  boolean silent;
  final Map<String, List<Entry>> entries = new HashMap<>();
  final Map<SourceId, Instant> uses = new HashMap<>();

  @Override
  public Mono<Void> add(SourceId source, Outcome outcome, List<Entry> added) {
    return there(
        () -> {
          List<Entry> list =
              entries.computeIfAbsent(source.key() + outcome, key -> new ArrayList<>());
          added.forEach(entry -> list.add(0, entry));
        });
  }

  @Override
  public Mono<List<Entry>> newest(SourceId source, Outcome outcome, int limit) {
    return there(() -> {})
        .thenReturn(
            entries.getOrDefault(source.key() + outcome, List.of()).stream().limit(limit).toList());
  }

  @Override
  public Mono<Void> oldSecretUsed(SourceId source, Instant last) {
    return there(() -> uses.put(source, last));
  }

  @Override
  public Mono<Map<String, Instant>> oldSecretUses(String tenant, Collection<String> sourceKeys) {
    Map<String, Instant> found = new HashMap<>();
    uses.forEach(
        (source, use) -> {
          if (source.tenant().equals(tenant) && sourceKeys.contains(source.sourceKey())) {
            found.put(source.sourceKey(), use);
          }
        });
    return there(() -> {}).thenReturn(found);
  }

  private Mono<Void> there(Runnable action) {
    return Mono.defer(
        () -> {
          if (away) {
            return Mono.error(new IllegalStateException("away"));
          }
          action.run();
          return silent ? Mono.error(new IllegalStateException("no answer")) : Mono.empty();
        });
  }
}
