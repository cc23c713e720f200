package io.millrace.ingest.dedupe;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long an id is kept: the window, or less where so many come that it would hold too much
 * memory. Follows the rate of the last seconds.
 */
public final class Window {

  /** A claim that is never marked, as its instance died, is forgotten after this. */
  private static final long CLAIM_MILLIS = 10_000;

  /** How long the rate is looked at before it counts. */
  public static final Duration TICK = Duration.ofSeconds(1);

  private final DedupeSettings settings;
  private final LongAdder ids = new LongAdder();
  private double perSecond;
  private volatile long millis;

  public Window(DedupeSettings settings) {
    this.settings = settings;
    this.millis = settings.window().toMillis();
  }

  /** Whether ids are kept at all. */
  public boolean open() {
    return settings.maxIds() > 0;
  }

  /** Counts ids that are claimed. */
  public void count(int claims) {
    ids.add(claims);
  }

  /** How long a stored id is kept, in milliseconds. */
  public long storedMillis() {
    return millis;
  }

  /** How long a claim is, in milliseconds. */
  public long claimMillis() {
    return Math.min(CLAIM_MILLIS, millis);
  }

  /** Follows the rate up at once and down slowly. To be called once per {@link #TICK}. */
  public void tick() {
    double now = ids.sumThenReset();
    perSecond = Math.max(now, 0.9 * perSecond + 0.1 * now);
    double fits = perSecond < 1 ? Double.MAX_VALUE : 1_000 * settings.maxIds() / perSecond;
    millis = (long) Math.max(1_000, Math.min(settings.window().toMillis(), fits));
  }
}
