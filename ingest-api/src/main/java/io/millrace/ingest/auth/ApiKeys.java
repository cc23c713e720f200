package io.millrace.ingest.auth;

import io.millrace.schemas.config.v1.ApiKey;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The API keys in force, by id and by hash. One thread applies changes, any may look. */
public final class ApiKeys {

  private final Map<String, ApiKey> byId = new ConcurrentHashMap<>();
  private final Map<ByteBuffer, Principal> byHash = new ConcurrentHashMap<>();

  /** Takes a record of the keys' topic; null revokes. */
  void apply(String keyId, @Nullable ApiKey key) {
    ApiKey before = key == null ? byId.remove(keyId) : byId.put(keyId, key);
    if (key != null) {
      byHash.put(
          hash(key), new Principal(key.getTenant(), keyId, Set.copyOf(key.getScopesList()), null));
    }
    if (before != null && (key == null || !before.getSha256().equals(key.getSha256()))) {
      byHash.computeIfPresent(hash(before), (h, p) -> p.keyId().equals(keyId) ? null : p);
    }
  }

  private static ByteBuffer hash(ApiKey key) {
    return ByteBuffer.wrap(key.getSha256().toByteArray());
  }

  /** Whom the key with this SHA-256 belongs to, null if to nobody. */
  @Nullable Principal find(ByteBuffer hash) {
    return byHash.get(hash);
  }

  public @Nullable ApiKey byId(String keyId) {
    return byId.get(keyId);
  }

  public Collection<ApiKey> all() {
    return List.copyOf(byId.values());
  }
}
