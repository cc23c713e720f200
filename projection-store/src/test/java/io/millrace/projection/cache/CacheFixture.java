package io.millrace.projection.cache;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.StatefulRedisConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.infra.embedded.RedisCluster;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.live.Redis;
import io.millrace.projection.live.RedisSettings;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.reads.ReadApp;
import io.millrace.projection.sink.Write;
import io.millrace.projection.support.TestRedis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/** Processes with a cache, on a Redis of their own that can be killed, and a database. */
final class CacheFixture implements AutoCloseable {

  private static final ReadApp APP = ReadApp.shared();

  /** A busy machine now and then takes longer than the cache waits in production. */
  private static final Duration BUDGET = Duration.ofSeconds(2);

  /** Of a Cluster the first. */
  final RedisServer redis;

  private final List<RedisServer> servers;
  private final String url;
  private final List<Process> processes = new ArrayList<>();
  private String value = "1";

  CacheFixture(Path data) {
    redis = new RedisServer(data, 0);
    redis.start();
    servers = List.of(redis);
    url = redis.url();
  }

  /** On a Cluster, which is the caller's. */
  CacheFixture(RedisCluster cluster) {
    servers = cluster.servers();
    redis = servers.get(0);
    url = cluster.url();
  }

  /** One process: its cache as a reader and as a sink, and how often it read the database. */
  final class Process {

    final Caches caches;
    final LookupCache cache;
    final Evictions evictions;
    final AtomicInteger reads = new AtomicInteger();
    private final Redis connections;

    private Process(Duration nearTtl) {
      connections = new Redis(new RedisSettings(url, Duration.ofSeconds(1)));
      caches =
          new Caches(
              new CacheSettings(Duration.ofMinutes(5), nearTtl, DataSize.ofMegabytes(8), BUDGET),
              APP.bean("freshness", Freshness.class),
              APP.bean("readDatabase", ReadDatabase.class),
              APP.bean("epochQuery", EpochQuery.class),
              APP.bean("askedKeysQuery", AskedKeysQuery.class),
              APP.bean("cacheFiguresQuery", CacheFiguresQuery.class),
              connections,
              new SimpleMeterRegistry());
      caches.start();
      cache = caches.ofProducts();
      evictions = caches.evictionsOfProducts();
    }

    /** Returns once Redis answers and tells every process of changes. */
    void awaitRedis() {
      await().until(() -> status().redis().available());
      await().until(() -> listeners() >= processes.size());
    }

    CacheStatus status() {
      return caches.status().block();
    }

    String get(String key) {
      return text(cache.get(key, this::load).block());
    }

    Mono<Loaded> load() {
      reads.incrementAndGet();
      String read = value;
      return Mono.delay(Duration.ofMillis(20)).thenReturn(loaded(read));
    }

    /** Changes the value as a sink does; what it has to write besides is written. */
    void change(String key, String to) {
      Evictions.Change change = begin(key);
      commit(change, to);
      change.committed();
    }

    Evictions.Change begin(String key) {
      return evictions.begin(List.of(key));
    }
  }

  Process process() {
    return process(Duration.ofSeconds(60));
  }

  Process process(Duration nearTtl) {
    Process process = new Process(nearTtl);
    processes.add(process);
    process.awaitRedis();
    return process;
  }

  /** The transaction of a change. */
  void commit(Evictions.Change change, String to) {
    for (Write write : change.writes()) {
      APP.sql(write.sql().replace("$1", "?"), write.arguments().toArray());
    }
    value = to;
  }

  static Loaded loaded(String text) {
    return new Loaded(text.getBytes(StandardCharsets.UTF_8), text.isEmpty());
  }

  static String text(Entry entry) {
    return new String(entry.body(), StandardCharsets.UTF_8);
  }

  private long listeners() {
    return servers.stream()
        .mapToLong(
            server ->
                TestRedis.ask(
                    server.url(),
                    redis ->
                        redis
                            .sync()
                            .pubsubNumsub("cache:changes:products")
                            .getOrDefault("cache:changes:products", 0L)))
        .sum();
  }

  <T> T ask(java.util.function.Function<StatefulRedisConnection<String, String>, T> question) {
    return TestRedis.ask(redis.url(), question);
  }

  @Override
  public void close() {
    processes.forEach(
        process -> {
          process.caches.stop();
          process.connections.close();
        });
    servers.forEach(RedisServer::close);
  }
}
