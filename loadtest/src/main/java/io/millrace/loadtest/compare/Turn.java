package io.millrace.loadtest.compare;

import io.millrace.loadtest.compare.generator.Generators;
import io.millrace.loadtest.compare.generator.Latency;
import io.millrace.loadtest.compare.generator.Outcome;
import io.millrace.loadtest.compare.machine.Meter;
import io.millrace.loadtest.compare.machine.PartUse;
import io.millrace.loadtest.compare.machine.Stage;
import io.millrace.loadtest.compare.millrace.Visibility;
import io.millrace.loadtest.platform.PlatformException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one system run, warms it up, puts the load on and waits until it has done its work. */
final class Turn {

  private static final Duration READY_LIMIT = Duration.ofSeconds(120);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(120);
  private static final long POLL_MILLIS = 100;

  private final Stage stage;
  private final Generators generators;
  private final Path raw;
  private final Supplier<Visibility> visibility;

  /**
   * Of one comparison.
   *
   * @param raw where the generators' output goes
   * @param visibility makes what reads back
   */
  Turn(Stage stage, Generators generators, Path raw, Supplier<Visibility> visibility) {
    this.stage = stage;
    this.generators = generators;
    this.raw = raw;
    this.visibility = visibility;
  }

  Sample run(Case work, Lane lane, int round, Duration warmUp, Duration duration)
      throws InterruptedException {
    stage.onlyRun(lane.running());
    awaitReady(lane);
    lane.prepare().run();
    String name = work + "-" + lane.contender() + "-" + round;
    generators.run(lane.requests(), work.load(), warmUp, raw.resolve(name + "-warm-up.txt"));
    if (work.extent() != Extent.FRONT) {
      drain(lane);
    }
    return measure(work, lane, round, duration, raw.resolve(name + ".txt"));
  }

  private Sample measure(Case work, Lane lane, int round, Duration duration, Path file)
      throws InterruptedException {
    long storedBefore = lane.stored().getAsLong();
    @Nullable Visibility probe = work == Case.READ_BACK ? visibility.get() : null;
    Thread prober = new Thread(() -> probe(probe, duration), "visibility");
    Meter meter = Meter.start(lane.running());
    prober.start();
    Outcome outcome = generators.run(lane.requests(), work.load(), duration, file);
    List<PartUse> use = meter.stop(outcome.generatorCpu());
    long end = System.nanoTime();
    prober.join();
    long waiting = work.extent() == Extent.FRONT ? 0 : lane.backlog().records();
    long left = work.extent() == Extent.PROCESSED ? drain(lane) : 0;
    double drained = work.extent() == Extent.PROCESSED ? (System.nanoTime() - end) / 1e9 : 0;
    long stored = lane.stored().getAsLong() - storedBefore;
    if (work == Case.RECEIPT_VISIBLE && lane.contender() == Contender.MILLRACE) {
      left = Math.max(left, outcome.accepted() - stored);
    }
    double seconds = outcome.seconds() + drained;
    return new Sample(
        round,
        lane.contender(),
        probe == null ? outcome : withFailed(outcome, probe.failed()),
        Math.max(0, work.perRequest() * outcome.accepted() - left) / seconds,
        waiting,
        left,
        drained,
        probe == null ? Map.<String, Latency>of() : probe.latencies(),
        use);
  }

  private static void probe(@Nullable Visibility probe, Duration duration) {
    if (probe != null) {
      probe.run(duration);
    }
  }

  private static Outcome withFailed(Outcome outcome, long failed) {
    return new Outcome(
        outcome.answered(),
        outcome.refused(),
        outcome.broken() + failed,
        outcome.seconds(),
        outcome.latency(),
        outcome.generatorCpu());
  }

  private static void awaitReady(Lane lane) throws InterruptedException {
    long deadline = System.nanoTime() + READY_LIMIT.toNanos();
    while (!lane.ready().getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new PlatformException(lane.contender() + " did not become ready again");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Waits until nothing waits any more; answers what still does when that takes too long. */
  private static long drain(Lane lane) throws InterruptedException {
    long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
    long left = lane.backlog().records();
    while (left > 0 && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
      left = lane.backlog().records();
    }
    return left;
  }
}
