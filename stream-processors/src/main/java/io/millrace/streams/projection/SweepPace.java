package io.millrace.streams.projection;

/**
 * When a task lets go of something: now and then, more often while there is more, so that it goes
 * faster than facts come but never much at once, and whenever a generation of facts begins: what a
 * quiet task forgets goes before its keys are used again.
 */
final class SweepPace {

  /** Most entries deleted at a time. */
  static final int STEP = 1_024;

  /** Records between two times while there is more. */
  private static final int PAUSE = 32;

  /** Records between two looks for something. */
  private static final int REST = 256;

  private int generation;
  private boolean more;
  private int since;

  /** To be asked with every record. */
  boolean isDue(int generation) {
    since++;
    if (this.generation != generation) {
      this.generation = generation;
      since = REST;
    }
    return since >= (more ? PAUSE : REST);
  }

  /** It was done, and there is more to do or not. */
  void done(boolean more) {
    this.more = more;
    since = 0;
  }
}
