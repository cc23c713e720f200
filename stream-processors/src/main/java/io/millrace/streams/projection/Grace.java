package io.millrace.streams.projection;

import java.time.Duration;
import java.util.Map;

/**
 * How long after its end a bucket's row stays in state, in stream time. A fact that comes later is
 * late.
 */
public final class Grace {

  /** Where a topology's configuration holds it, as a {@link Duration}. */
  public static final String CONFIG = "millrace.grace";

  static final Duration DEFAULT = Duration.ofDays(40);

  /**
   * What a counted fact is remembered longer than a bucket's row. A fact may lie ahead of its
   * ingest by less than this, the length of its bucket included.
   */
  static final Duration SLACK = Duration.ofDays(2);

  private Grace() {}

  static Duration of(Map<String, ?> config) {
    return config.get(CONFIG) instanceof Duration grace ? grace : DEFAULT;
  }
}
