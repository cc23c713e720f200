package io.millrace.projection.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class NearCacheTest {

  private static final long EPOCH = 3;

  private final AtomicLong now = new AtomicLong();
  private final NearCache near = near(Duration.ofSeconds(2), DataSize.ofMegabytes(1));

  @Test
  void get_forgetsAfterItsTime() {
    near.put("a", entry(1), near.changes());
    now.addAndGet(Duration.ofMillis(1_999).toNanos());
    assertThat(near.get("a", EPOCH)).isNotNull();
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(near.get("a", EPOCH)).isNull();
  }

  @Test
  void put_ofWhatWasReadBeforeAnEviction_isIgnored() {
    long before = near.changes();
    near.evict(List.of("a"));
    near.put("a", entry(1), before);
    assertThat(near.get("a", EPOCH)).isNull();
    near.put("a", entry(1), near.changes());
    near.evict(List.of("b"));
    assertThat(near.get("a", EPOCH)).isNotNull();
    near.clear();
    assertThat(near.get("a", EPOCH)).isNull();
  }

  @Test
  void get_inAnotherEpoch_isNothing() {
    near.put("a", entry(1), near.changes());
    assertThat(near.get("a", EPOCH + 1)).isNull();
    assertThat(near.get("a", EPOCH)).isNotNull();
    near.put("b", new Entry(new byte[1], "2026-03-29T12:00:00Z", Moment.CLOSED), near.changes());
    assertThat(near.get("b", Moment.CLOSED)).isNull();
  }

  @Test
  void member_isAnotherOneOnceItsGroupIsEvicted() {
    near.put(near.member("all", "a"), entry(1), near.changes());
    near.evict(List.of("other"));
    assertThat(near.get(near.member("all", "a"), EPOCH)).isNotNull();
    near.evict(List.of("all"));
    assertThat(near.get(near.member("all", "a"), EPOCH)).isNull();
  }

  @Test
  void size_isBoundedByBytes() {
    for (int i = 0; i < 1_000; i++) {
      near.put("key" + i, entry(10_000), near.changes());
    }
    assertThat(near.size()).isBetween(50L, 105L);
  }

  @Test
  void put_withoutTime_isIgnored() {
    NearCache off = near(Duration.ZERO, DataSize.ofMegabytes(1));
    off.put("a", entry(1), off.changes());
    assertThat(off.get("a", EPOCH)).isNull();
  }

  private NearCache near(Duration ttl, DataSize size) {
    return new NearCache(
        new CacheSettings(Duration.ofMinutes(5), ttl, size, Duration.ofMillis(50)), now::get);
  }

  private static Entry entry(int bytes) {
    return new Entry(new byte[bytes], "2026-03-29T12:00:00Z", EPOCH);
  }
}
