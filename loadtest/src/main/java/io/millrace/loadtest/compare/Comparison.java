package io.millrace.loadtest.compare;

import io.millrace.loadtest.platform.PlatformException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Gives each system its turn, round by round; who begins moves on by one each round. */
final class Comparison {

  /** How much longer a system warms up before its first turn at a piece of work: JVMs compile. */
  static final int FIRST_WARM_UPS = 6;

  private final Turn turn;
  private final Lanes lanes;
  private final int rounds;
  private final Duration warmUp;
  private final Duration duration;
  private final Consumer<String> progress;

  /**
   * A comparison that is not begun.
   *
   * @param progress gets a line after each turn
   */
  Comparison(
      Turn turn,
      Lanes lanes,
      int rounds,
      Duration warmUp,
      Duration duration,
      Consumer<String> progress) {
    this.turn = turn;
    this.lanes = lanes;
    this.rounds = rounds;
    this.warmUp = warmUp;
    this.duration = duration;
    this.progress = progress;
  }

  /**
   * Does one piece of work.
   *
   * @param notes gets a line when it ends early
   */
  CaseReport run(Case work, List<String> notes) throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    try {
      List<Lane> order = new ArrayList<>(lanes.of(work));
      for (int round = 1; round <= rounds; round++) {
        for (Lane lane : order) {
          Duration warm = round == 1 ? warmUp.multipliedBy(FIRST_WARM_UPS) : warmUp;
          Sample sample = turn.run(work, lane, round, warm, duration);
          samples.add(sample);
          progress.accept(line(work, sample));
        }
        Collections.rotate(order, -1);
      }
    } catch (PlatformException | UncheckedIOException e) {
      notes.add(work + " ended early: " + e.getMessage());
    }
    return CaseReport.of(work, samples);
  }

  private String line(Case work, Sample sample) {
    return String.format(
        Locale.ROOT,
        "%-18s round %d of %d  %-9s %8.0f req/s  %s  errors %d",
        work,
        sample.round(),
        rounds,
        sample.contender(),
        sample.rate(),
        sample.outcome().latency(),
        sample.outcome().errors());
  }
}
