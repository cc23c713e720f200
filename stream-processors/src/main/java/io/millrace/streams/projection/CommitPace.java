package io.millrace.streams.projection;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a commit 50 ms after the last one while records are worked on as they come, so that
 * readers see them soon. Of a backlog nothing is asked for, and Kafka's own interval goes by: a
 * commit costs the same for one record as for thousands, so who is behind catches up sooner with
 * fewer of them. RATIONALE.md says what that saves.
 *
 * <p>The age of a record is told by the clocks of who took it in and of this process: where they
 * differ by more than {@link #BEHIND}, it is Kafka's interval that decides. For the thread of a
 * task.
 */
public final class CommitPace {

  /** Between two commits while nothing is behind. */
  static final Duration LIVE = Duration.ofMillis(50);

  /** Records older than this are a backlog. */
  static final Duration BEHIND = Duration.ofSeconds(1);

  /** When a commit was asked for last: it is one for all tasks of a thread. */
  private static final ThreadLocal<Long> ASKED = ThreadLocal.withInitial(() -> 0L);

  private final ProcessorContext<?, ?> context;

  /** Only while a record waits: Kafka commits for every call of it, whatever the call does. */
  private @Nullable Cancellable waiting;

  private long askedBefore;

  /** To be made when a processor is initialised. */
  public CommitPace(ProcessorContext<?, ?> context) {
    this.context = context;
  }

  /**
   * A record was worked on.
   *
   * @param ingestedAt in milliseconds since 1970
   */
  public void processed(long ingestedAt) {
    long now = context.currentSystemTimeMs();
    if (now - ingestedAt > BEHIND.toMillis()) {
      waitNoMore();
    } else if (isDue(now)) {
      ask(now);
    } else {
      askedBefore = ASKED.get();
      if (waiting == null) {
        waiting = context.schedule(LIVE, PunctuationType.WALL_CLOCK_TIME, this::waited);
      }
    }
  }

  private void waited(long now) {
    if (ASKED.get() == askedBefore) {
      ask(now);
    } else {
      waitNoMore();
    }
  }

  private void ask(long now) {
    waitNoMore();
    ASKED.set(now);
    context.commit();
  }

  private void waitNoMore() {
    if (waiting != null) {
      waiting.cancel();
      waiting = null;
    }
  }

  private static boolean isDue(long now) {
    long asked = ASKED.get();
    return now < asked || now - asked >= LIVE.toMillis();
  }
}
