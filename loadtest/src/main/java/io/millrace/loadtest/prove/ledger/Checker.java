package io.millrace.loadtest.prove.ledger;

import java.util.List;

/**
 * Holds a run's evidence against what is promised. A function of the evidence alone.
 *
 * <p>A request that was sent and never acknowledged may or may not have been stored: its sender was
 * told neither. So the topics must hold all that was acknowledged, may hold what was not, and hold
 * nothing that nobody sent; and what the read API shows must come to the distinct events of the
 * topics, neither more nor less.
 */
public final class Checker {

  private Checker() {}

  /** Makes every check. */
  public static Verdict check(Evidence evidence) {
    Recorded run = new Recorded(evidence);
    Check stored = TopicChecks.acknowledgedIsStored(run);
    Check shown = ReadChecks.acknowledgedIsShown(run);
    Check once = ReadChecks.effectsAreOnce(run);
    return new Verdict(
        List.of(
            stored,
            TopicChecks.storedIsAsSent(run),
            shown,
            once,
            ReadChecks.sumsAreExact(run),
            OrderCheck.keysAreInOrder(run),
            ReadChecks.refundsAreLinked(run),
            ReadChecks.questionsHaveOneAnswer(run),
            TopicChecks.nothingIsDead(run),
            TopicChecks.nothingIsRefused(run)),
        stored.offences().size() + shown.offences().size(),
        once.offences().size());
  }
}
