package io.millrace.ingest.source;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Remembers when senders last used a secret that was rotated out and is in its grace. */
public interface OldSecretUses {

  /** The last use for each of a tenant's sources that is known; absent where none is. */
  Mono<Map<String, Instant>> lastUses(String tenant, Collection<String> sourceKeys);
}
