package io.millrace.ingest.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Where all instances put what they remember. Nothing here blocks; a store that is away fails. */
interface DeliveryStore {

  /** Adds what is new of a source, oldest first. */
  Mono<Void> add(SourceId source, Outcome outcome, List<Entry> entries);

  /** The newest of a source, newest first. */
  Mono<List<Entry>> newest(SourceId source, Outcome outcome, int limit);

  /** Remembers that a secret that was rotated out was used. */
  Mono<Void> oldSecretUsed(SourceId source, Instant last);

  /** When such secrets of a tenant's sources were last used; absent where it is not known. */
  Mono<Map<String, Instant>> oldSecretUses(String tenant, Collection<String> sourceKeys);
}
