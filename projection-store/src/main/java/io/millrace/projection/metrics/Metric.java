package io.millrace.projection.metrics;

/**
 * Everything this app measures beside what its libraries do; the README's table is checked against
 * it.
 */
public enum Metric {
  LAG("projection.lag", Type.GAUGE, "facts taken that a projection does not cover yet"),
  FRESHNESS(
      "projection.freshness",
      Type.GAUGE,
      "age in seconds of the oldest fact a projection does not cover yet; 0 when it covers all"),
  RECORDS(
      "projection.records",
      Type.COUNTER,
      "records applied; the difference to rows + dead letters needed no row"),
  ROWS("projection.rows", Type.COUNTER, "records applied to tables"),
  BATCHES("projection.batches", Type.TIMER, "committed batches and how long each took"),
  DEAD_LETTERS("projection.dead.letters", Type.COUNTER, "records parked in a dead-letter topic"),
  RETRIES("projection.retries", Type.COUNTER, "attempts that failed for a passing reason"),
  LOST("projection.lost", Type.COUNTER, "batches refused because another owner was first"),
  REPLICA_USED("database.replica.used", Type.GAUGE, "1 while reads go to the replica, else 0"),
  AUTH_FAILURES("auth.failures", Type.COUNTER, "bad API keys and tokens that were presented"),
  AUTH_THROTTLED(
      "auth.throttled",
      Type.COUNTER,
      "requests refused unseen as too many bad credentials came from their address"),
  LIVE_PUBLISHED("live.published", Type.COUNTER, "live updates handed to Redis"),
  LIVE_DROPPED("live.dropped", Type.COUNTER, "live updates dropped: Redis away or too slow"),
  ANSWER_READERS("answer.readers", Type.GAUGE, "connections that wait for an answer of the model"),
  CACHE_HITS(
      "cache.hits", Type.COUNTER, "look-ups answered without Postgres; tag level: near, redis"),
  CACHE_MISSES("cache.misses", Type.COUNTER, "look-ups that Postgres answered"),
  CACHE_EVICTIONS("cache.evictions", Type.COUNTER, "keys evicted as sinks here changed them"),
  CACHE_FLUSHES("cache.flushes", Type.COUNTER, "times all was evicted: asked for, or Redis away"),
  CACHE_NEAR_ENTRIES("cache.near.entries", Type.GAUGE, "entries in the memory of this process"),
  CACHE_HIT_RATE(
      "cache.hit.rate",
      Type.GAUGE,
      "part of the look-ups of the last minute, of all instances, that Postgres did not answer"),
  CACHE_KEYS("cache.keys", Type.GAUGE, "keys of the cache in Redis, as last measured"),
  CACHE_MEMORY(
      "cache.memory", Type.GAUGE, "bytes that Redis takes for all it holds, as last measured"),
  JOB_RUNS(
      "job.runs",
      Type.TIMER,
      "runs of scheduled jobs here and how long each took; tags job, and outcome: ok, failed");

  /** How a metric is counted. */
  public enum Type {
    COUNTER,
    GAUGE,
    TIMER
  }

  private final String id;
  private final Type type;
  private final String meaning;

  Metric(String id, Type type, String meaning) {
    this.id = id;
    this.type = type;
    this.meaning = meaning;
  }

  /** The name Micrometer knows it by. */
  public String id() {
    return id;
  }

  public Type type() {
    return type;
  }

  public String meaning() {
    return meaning;
  }
}
