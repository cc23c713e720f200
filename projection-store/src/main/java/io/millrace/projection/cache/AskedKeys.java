package io.millrace.projection.cache;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often this process was asked for what since that was told last; bounded. Any thread. */
final class AskedKeys {

  private static final int MOST_KEYS = 20_000;
  private static final int MOST_TOLD = 1_000;

  private volatile ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** A key and how often it was asked for. */
  record Asked(String key, long times) {}

  /** Counts one that was found. */
  void count(String key, Entry found) {
    if (found.isNothing()) {
      return;
    }
    ConcurrentHashMap<String, LongAdder> now = counts;
    LongAdder count = now.get(key);
    if (count == null) {
      if (now.mappingCount() >= MOST_KEYS) {
        return;
      }
      count = now.computeIfAbsent(key, first -> new LongAdder());
    }
    count.increment();
  }

  /** Takes those asked for most; the rest is forgotten. */
  List<Asked> take() {
    Map<String, LongAdder> taken = counts;
    counts = new ConcurrentHashMap<>();
    return taken.entrySet().stream()
        .map(entry -> new Asked(entry.getKey(), entry.getValue().sum()))
        .sorted(Comparator.comparingLong(Asked::times).reversed())
        .limit(MOST_TOLD)
        .toList();
  }
}
