package io.millrace.ingest.signature;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a source's secrets were made into, the current one first. Several hold in a rotation. */
final class KeyRing<K> {

  private record Held<K>(K key, Secret secret) {}

  private final List<Held<K>> ring;

  KeyRing(List<Secret> secrets, Function<byte[], K> key) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("secret: none (expected: at least one)");
    }
    this.ring = secrets.stream().map(secret -> held(secret, key)).toList();
  }

  private static <K> Held<K> held(Secret secret, Function<byte[], K> key) {
    if (secret.value().length == 0) {
      throw new IllegalArgumentException("secret: empty (expected: some text)");
    }
    return new Held<>(key.apply(secret.value()), secret);
  }

  /** Genuine by the first key that holds and fits, null if there is none. */
  @Nullable Verdict genuine(Instant now, Predicate<K> fits) {
    for (int i = 0; i < ring.size(); i++) {
      Held<K> held = ring.get(i);
      if (held.secret().holds(now) && fits.test(held.key())) {
        return i == 0 ? Verdict.GENUINE : Verdict.GENUINE_BY_OLD_SECRET;
      }
    }
    return null;
  }

  boolean anyIs(Class<? extends K> kind) {
    return ring.stream().anyMatch(held -> kind.isInstance(held.key()));
  }
}
