package io.millrace.projection.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
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
  private final ConcurrentHashMap<String, Long> generations = new ConcurrentHashMap<>();

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

  /** What is remembered of this epoch, or null. */
  @Nullable Entry get(String key, long epoch) {
    Entry entry = enabled ? entries.getIfPresent(key) : null;
    return entry == null || entry.epoch() != epoch ? null : entry;
  }

  /** The key of a member of a group: another one as soon as the group's own key is evicted. */
  String member(String group, String key) {
    return generations.computeIfAbsent(group, first -> 0L) + "@" + key;
  }

  /** To be asked for before an entry is read, and given back when it is put. */
  long changes() {
    return changes.get();
  }

  /** Keeps an entry, unless something was evicted since it was read. */
  void put(String key, Entry entry, long changesBefore) {
    if (enabled && entry.epoch() != Moment.CLOSED && changes.get() == changesBefore) {
      entries.put(key, entry);
      if (changes.get() != changesBefore) {
        entries.invalidate(key);
      }
    }
  }

  void evict(Collection<String> keys) {
    changes.incrementAndGet();
    keys.forEach(key -> generations.computeIfPresent(key, (group, before) -> before + 1));
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
