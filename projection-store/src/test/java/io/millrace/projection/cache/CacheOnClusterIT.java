package io.millrace.projection.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.RedisCluster;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a Redis Cluster, where keys that are read and changed together are in many slots. */
class CacheOnClusterIT {

  private static final int KEYS = 60;

  @Test
  void cache_isFilledSharedAndEvictedOverAllNodes() {
    String run = UUID.randomUUID().toString();
    List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> run + "/" + i).toList();
    try (RedisCluster cluster = new RedisCluster()) {
      cluster.start();
      try (CacheFixture fixture = new CacheFixture(cluster)) {
        CacheFixture.Process one = fixture.process();
        CacheFixture.Process two = fixture.process();
        keys.forEach(key -> assertThat(one.get(key)).isEqualTo("1"));
        await().until(() -> one.status().redis().entries() == KEYS);
        keys.forEach(key -> assertThat(two.get(key)).isEqualTo("1"));
        assertThat(two.reads.get()).as("read from the database").isZero();

        Evictions.Change change = one.evictions.begin(keys);
        assertThat(change.writes()).as("a new epoch, as if Redis was away").isEmpty();
        fixture.commit(change, "2");
        change.committed();
        for (String key : keys) {
          await().until(() -> two.get(key).equals("2"));
        }
        assertThat(one.caches.measure().block().memoryBytes()).isPositive();
      }
    }
  }
}
