package io.millrace.projection.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.cache.CacheFixture.Process;
import io.millrace.projection.reads.ReadApp;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Two processes with a cache, on a real Redis and a real Postgres. */
class LookupCacheIT {

  private static final int ROUNDS = 5;
  private static final int MOST_READS = ROUNDS + 2;

  @TempDir Path data;

  private final String key = "key-" + UUID.randomUUID();
  private CacheFixture fixture;
  private Process one;
  private Process two;

  @BeforeEach
  void start() {
    fixture = new CacheFixture(data);
    one = fixture.process();
    two = fixture.process();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** One who waits a tenth of a second for the other process reads for itself. */
  @Test
  void get_byManyAtOnceInTwoProcesses_readsTheDatabaseOnceInEachAndMostlyOnceInAll() {
    List<Integer> reads = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      String cold = key + "-" + round;
      List<CompletableFuture<Entry>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Process process = i % 2 == 0 ? one : two;
        answers.add(process.cache.get(cold, process::load).toFuture());
      }
      assertThat(answers)
          .allSatisfy(answer -> assertThat(CacheFixture.text(answer.join())).isEqualTo("1"));
      int byOne = one.reads.getAndSet(0);
      int byTwo = two.reads.getAndSet(0);
      assertThat(List.of(byOne, byTwo)).allMatch(times -> times <= 1);
      reads.add(byOne + byTwo);
    }
    assertThat(reads.stream().mapToInt(each -> each).sum()).isLessThanOrEqualTo(MOST_READS);
    assertThat(one.get(key + "-0")).isEqualTo("1");
    assertThat(one.status().near().hits()).isPositive();
  }

  @Test
  void get_ofNothing_isRememberedForAShortTime() {
    Mono<Loaded> nothing = Mono.fromSupplier(() -> CacheFixture.loaded(""));
    await()
        .until(
            () -> {
              one.cache.forget(key);
              assertThat(one.cache.get(key, () -> nothing).block().isNothing()).isTrue();
              return two.cache.shared(key).blockOptional().map(Entry::isNothing).orElse(false);
            });
    assertThat(two.cache.get(key, two::load).block().isNothing()).isTrue();
    long left = fixture.ask(redis -> redis.sync().pttl("cache:" + key));
    assertThat(left).isBetween(1L, Duration.ofSeconds(30).toMillis());
  }

  @Test
  void get_whenLoadingFails_isTriedAgainByTheNext() {
    Mono<Loaded> broken = Mono.error(new IllegalStateException("broken"));
    assertThat(one.cache.get(key, () -> broken).onErrorComplete().blockOptional()).isEmpty();
    assertThat(one.get(key)).isEqualTo("1");
  }

  @Test
  void change_isSeenByItsOwnProcessAtOnceAndByOthersAMomentLater() {
    assertThat(one.get(key)).isEqualTo("1");
    awaitShared();
    assertThat(two.get(key)).isEqualTo("1");
    one.change(key, "2");
    assertThat(one.get(key)).isEqualTo("2");
    await().until(() -> two.get(key).equals("2"));
    assertThat(one.status().evictions()).isEqualTo(1);
  }

  @Test
  void change_underWay_isNeitherAnsweredFromRedisNorFilled() {
    assertThat(one.get(key)).isEqualTo("1");
    awaitShared();
    Evictions.Change change = one.begin(key);
    two.cache.forget(key);
    assertThat(two.cache.shared(key).blockOptional()).isEmpty();
    assertThat(two.get(key)).isEqualTo("1");
    fixture.commit(change, "2");
    two.cache.forget(key);
    assertThat(two.get(key)).as("a sink that died after its commit").isEqualTo("2");
    assertThat(two.reads).hasValue(2);
  }

  @Test
  void change_thatOvertakesAReader_leavesNothingOldBehind() {
    CompletableFuture<Loaded> slow = new CompletableFuture<>();
    CompletableFuture<Entry> reader = one.cache.get(key, () -> Mono.fromFuture(slow)).toFuture();
    await().until(() -> fixture.ask(redis -> redis.sync().exists("cache:" + key)) == 1);
    two.change(key, "2");
    slow.complete(CacheFixture.loaded("1"));
    assertThat(CacheFixture.text(reader.join())).isEqualTo("1");
    one.cache.forget(key);
    assertThat(one.get(key)).isEqualTo("2");
    assertThat(two.get(key)).isEqualTo("2");
  }

  @Test
  void changes_ofOneKeyByTwoProcesses_keepItMarkedUntilBothAreThrough() {
    Evictions.Change first = one.begin(key);
    Evictions.Change second = two.begin(key);
    first.committed();
    assertThat(one.get(key)).isEqualTo("1");
    fixture.commit(second, "2");
    second.committed();
    one.cache.forget(key);
    assertThat(one.get(key)).isEqualTo("2");
  }

  @Test
  void change_ofMoreThanCanBeTold_voidsAll() {
    assertThat(one.get(key)).isEqualTo("1");
    awaitShared();
    List<String> many = new ArrayList<>();
    for (int i = 0; i <= Evictions.MOST_KEYS; i++) {
      many.add("many-" + i);
    }
    Evictions.Change change = one.evictions.begin(many);
    assertThat(change.writes()).hasSize(1);
    fixture.commit(change, "2");
    change.committed();
    await().until(() -> one.get(key).equals("2"));
    await().until(() -> two.get(key).equals("2"));
  }

  @Test
  void change_whileRedisIsAway_isNotUndoneWhenRedisIsBackWithWhatItHad() {
    assertThat(one.get(key)).isEqualTo("1");
    awaitShared();
    fixture.redis.stop();
    Evictions.Change change = one.begin(key);
    assertThat(change.writes()).hasSize(1);
    fixture.commit(change, "2");
    change.committed();
    assertThat(one.get(key)).as("without Redis").isEqualTo("2");
    await().until(() -> two.get(key).equals("2"));
    fixture.redis.start();
    assertThat(held()).endsWith("1");
    one.awaitRedis();
    two.awaitRedis();
    one.cache.forget(key);
    two.cache.forget(key);
    assertThat(one.get(key)).isEqualTo("2");
    assertThat(two.get(key)).isEqualTo("2");
    awaitShared();
    assertThat(held()).endsWith("2");
  }

  @Test
  void get_whileRedisDoesNotAnswer_isAnsweredByTheDatabase() {
    fixture.ask(redis -> redis.sync().clientPause(20_000));
    long begun = System.nanoTime();
    assertThat(one.get(key)).isEqualTo("1");
    assertThat(one.get(key + "-other")).isEqualTo("1");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    assertThat(one.begin(key).writes()).hasSize(1);
    assertThat(one.status().redis().available()).isFalse();
  }

  @Test
  void flush_voidsEveryProcessAndRedis() {
    assertThat(one.get(key)).isEqualTo("1");
    awaitShared();
    assertThat(two.get(key)).isEqualTo("1");
    fixture.commit(one.begin("other"), "2");
    one.caches.flush().block();
    assertThat(one.get(key)).isEqualTo("2");
    await().until(() -> two.get(key).equals("2"));
  }

  @Test
  void get_whileTheCacheIsClosed_isAnsweredByTheDatabaseAndNotRemembered() throws Exception {
    assertThat(one.get(key)).isEqualTo("1");
    awaitShared();
    try (Connection switching = ReadApp.shared().connection();
        Statement statement = switching.createStatement()) {
      switching.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(cache_lock('products'))");
      await().until(() -> one.cache.shared(key).blockOptional().isEmpty());
      await().until(() -> two.cache.shared(key).blockOptional().isEmpty());
      fixture.commit(one.begin("other"), "2");
      for (Process process : List.of(one, two)) {
        int before = process.reads.get();
        assertThat(process.get(key)).isEqualTo("2");
        assertThat(process.get(key)).isEqualTo("2");
        assertThat(process.reads).hasValue(before + 2);
      }
      statement.execute("select begin_cache_epoch('products')");
      switching.commit();
    }
    assertThat(one.get(key)).isEqualTo("2");
    assertThat(two.get(key)).isEqualTo("2");
    awaitShared();
  }

  @Test
  void lookUps_asTillsDoThem_hitInMoreThanFourOfFive() {
    Random random = new Random(42);
    double[] weights = new double[10_000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1.0 / (i + 1) + (i == 0 ? 0 : weights[i - 1]);
    }
    Mono<Loaded> product = Mono.just(CacheFixture.loaded("{}"));
    Flux.range(0, 40_000)
        .map(
            n -> {
              double drawn = random.nextDouble() * weights[weights.length - 1];
              int found = java.util.Arrays.binarySearch(weights, drawn);
              return found < 0 ? -found - 1 : found;
            })
        .flatMap(
            rank -> (rank % 2 == 0 ? one : two).cache.get("product-" + rank, () -> product), 64)
        .blockLast(Duration.ofSeconds(60));
    for (Process process : List.of(one, two)) {
      assertThat(process.status().hitRate()).isGreaterThan(0.8);
    }
  }

  private String held() {
    return fixture.ask(redis -> redis.sync().get("cache:" + key));
  }

  /** Where Redis's time is over nothing is filled, until the next read. */
  private void awaitShared() {
    await()
        .until(
            () -> {
              one.cache.forget(key);
              one.get(key);
              return two.cache.shared(key).blockOptional().isPresent();
            });
  }
}
