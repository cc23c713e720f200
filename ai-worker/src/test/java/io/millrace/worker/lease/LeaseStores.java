package io.millrace.worker.lease;

import io.millrace.worker.redis.Redis;
import io.millrace.worker.redis.WorkerName;
import java.time.Clock;
import java.time.Duration;

/** Stores of workers that are nothing else. */
public final class LeaseStores {

  private LeaseStores() {}

  public static LeaseStore of(Redis redis, String worker, Duration lease, Clock clock) {
    return new LeaseStore(redis, new WorkerName(worker), new LeaseSettings(lease, 5), clock);
  }
}
