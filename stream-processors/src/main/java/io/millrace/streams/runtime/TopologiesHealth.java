package io.millrace.streams.runtime;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up when every topology that is read runs, has tasks and is not far behind; else says which is
 * not, and why.
 */
final class TopologiesHealth extends AbstractHealthIndicator {

  private final TopologyRunners runners;
  private final long maxLag;

  TopologiesHealth(TopologyRunners runners, long maxLag) {
    this.runners = runners;
    this.maxLag = maxLag;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.up();
    for (TopologyStatus status : runners.serving()) {
      String reason = status.unready(maxLag);
      if (reason != null) {
        builder.down();
      }
      builder.withDetail(status.topology(), reason == null ? "ready" : reason);
    }
  }
}
