package io.millrace.projection.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What this process answers from its own memory, for a second or two. An entry tells how new it is,
 * so one whose eviction got lost is old but never untrue. Any thread; nothing blocks.
 */
final class NearCache {

  private static final int OVERHEAD = 200;

  private final boolean enabled;
  private final Cache<String, Entry> entries;
  private final AtomicLong changes = new AtomicLong();

  NearCache(CacheSettings settings, Ticker ticker) {
    this.enabled = !settings.nearTtl().isZero();
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(settings.nearSize().toBytes())
            .weigher((String key, Entry entry) -> OVERHEAD + key.length() + entry.body().length)
            .expireAfterWrite(settings.nearTtl())
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Nullable Entry get(String key) {
    return enabled ? entries.getIfPresent(key) : null;
  }

  /** To be asked for before an entry is read, and given back when it is put. */
  long changes() {
    return changes.get();
  }

  /** Keeps an entry, unless something was evicted since it was read. */
  void put(String key, Entry entry, long changesBefore) {
    if (enabled && changes.get() == changesBefore) {
      entries.put(key, entry);
      if (changes.get() != changesBefore) {
        entries.invalidate(key);
      }
    }
  }

  void evict(Collection<String> keys) {
    changes.incrementAndGet();
    entries.invalidateAll(keys);
  }

  void clear() {
    changes.incrementAndGet();
    entries.invalidateAll();
  }

  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }
}
