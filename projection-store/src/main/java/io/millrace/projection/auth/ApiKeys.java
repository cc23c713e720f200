package io.millrace.projection.auth;

import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The API keys of every tenant, by hash, as the topic says at this moment. */
@Component
class ApiKeys implements SmartLifecycle {

  private final CompactedTable<ApiKey> table;
  private final Map<String, String> hashes = new ConcurrentHashMap<>();
  private final Map<String, Owned> owners = new ConcurrentHashMap<>();
  private volatile boolean running;

  /** The key that owns a hash, and who presents it. */
  private record Owned(String keyId, Caller caller) {}

  ApiKeys(KafkaSettings kafka) {
    table =
        new CompactedTable<>(
            Topics.CONFIG_KEYS,
            ProtoSerde.of(ApiKey.getDefaultInstance()),
            kafka.consumer(),
            this::apply);
  }

  /** False until every key is known that was there at the start. */
  boolean caughtUp() {
    return table.caughtUp();
  }

  /** What a key is known by. */
  static String digest(String key) {
    return hex(sha256(key));
  }

  /** Whose key has this digest, or null. */
  @Nullable Caller find(String digest) {
    Owned owned = owners.get(digest);
    return owned == null ? null : owned.caller();
  }

  /** Takes a record of the keys' topic; null revokes. */
  void apply(String keyId, @Nullable ApiKey key) {
    String hash = key == null ? null : hex(key.getSha256().toByteArray());
    if (key != null && hash != null) {
      Caller caller = new Caller(key.getTenant(), Set.copyOf(key.getScopesList()), null, false);
      owners.put(hash, new Owned(keyId, caller));
    }
    String before = hash == null ? hashes.remove(keyId) : hashes.put(keyId, hash);
    if (before != null && !before.equals(hash)) {
      owners.computeIfPresent(before, (h, owned) -> owned.keyId().equals(keyId) ? null : owned);
    }
  }

  @Override
  public void start() {
    running = true;
    table.start();
  }

  @Override
  public void stop() {
    running = false;
    table.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
