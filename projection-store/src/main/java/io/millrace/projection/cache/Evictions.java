package io.millrace.projection.cache;

import io.millrace.projection.sink.Write;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sink tells the cache of its projection around a transaction, so that nothing older than
 * the commit is answered once the commit can be seen. Blocks for a few milliseconds; for sinks'
 * threads.
 */
public final class Evictions {

  private static final Logger log = LoggerFactory.getLogger(Evictions.class);

  /** Beyond so many keys a new epoch is cheaper. */
  static final int MOST_KEYS = 3_000;

  private final String cache;
  private final String channel;
  private final NearCache near;
  private final RedisStore redis;
  private final EpochQuery epochs;
  private final Moments moments;
  private final CacheMetrics metrics;

  Evictions(
      String cache,
      String channel,
      NearCache near,
      RedisStore redis,
      EpochQuery epochs,
      Moments moments,
      CacheMetrics metrics) {
    this.cache = cache;
    this.channel = channel;
    this.near = near;
    this.redis = redis;
    this.epochs = epochs;
    this.moments = moments;
    this.metrics = metrics;
  }

  /** A change under way. */
  public interface Change {

    /** What the transaction has to do besides. */
    List<Write> writes();

    /** To be called once it is committed. */
    void committed();
  }

  /**
   * Begins a change of everything that is remembered under these keys, as often as the transaction
   * is tried. A change that is not committed keeps the keys out of Redis for a minute.
   */
  public Change begin(Collection<String> keys) {
    return keys.size() <= MOST_KEYS && redis.mark(keys) ? new OfKeys(keys) : beginOfAll();
  }

  /** Begins a change of more than can be told. */
  public Change beginOfAll() {
    return new OfAll();
  }

  private final class OfKeys implements Change {

    private final Collection<String> keys;

    OfKeys(Collection<String> keys) {
      this.keys = keys;
    }

    @Override
    public List<Write> writes() {
      return List.of();
    }

    @Override
    public void committed() {
      near.evict(keys);
      metrics.evictions.increment(keys.size());
      if (redis.release(keys)) {
        redis.publish(channel, Invalidations.ofKeys(keys));
      } else {
        epochs
            .begin(cache)
            .subscribe(
                epoch -> log.info("cache={} begins anew: Redis went away", cache),
                failure -> log.warn("cache={} marks were left: {}", cache, failure.toString()));
      }
    }
  }

  /** Void by the epoch, which is committed with the change. */
  private final class OfAll implements Change {

    @Override
    public List<Write> writes() {
      return List.of(EpochQuery.beginning(cache));
    }

    @Override
    public void committed() {
      moments.forget();
      near.clear();
      metrics.flushes.increment();
      redis.publish(channel, Invalidations.ALL);
    }
  }
}
