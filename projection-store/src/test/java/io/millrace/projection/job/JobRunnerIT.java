package io.millrace.projection.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.projection.auth.TestClock;
import io.millrace.projection.database.DatabaseFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

@WithStack
class JobRunnerIT {

  private final TestClock clock = new TestClock(Instant.parse("2026-03-29T01:59:00Z"));
  private final String name = "job-" + UUID.randomUUID();
  private final AtomicInteger runs = new AtomicInteger();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private JdbcTemplate database;

  @BeforeEach
  void migrate(Stack stack) throws InterruptedException {
    DatabaseFixture.migrate(stack.databaseUrl());
    database = DatabaseFixture.maintenance(stack.databaseUrl());
  }

  @Test
  void runDue_runsAtTheStartAndThenAtItsTimes() {
    JobRunner runner = runner("one", Job.daily(name, "02:10", runs::incrementAndGet));

    runner.runDue();
    runner.runDue();
    assertThat(runs).hasValue(1);
    assertThat(run().nextRun()).isEqualTo(Instant.parse("2026-03-29T02:10:00Z"));

    clock.move(Duration.ofMinutes(11));
    runner.runDue();
    runner.runDue();
    assertThat(runs).hasValue(2);
    JobRun run = run();
    assertThat(run.lastRun()).isEqualTo(Instant.parse("2026-03-29T02:10:00Z"));
    assertThat(run.nextRun()).isEqualTo(Instant.parse("2026-03-30T02:10:00Z"));
    assertThat(run.outcome()).isEqualTo("ok");
    assertThat(run.instance()).isEqualTo("one");

    clock.move(Duration.ofDays(9));
    runner.runDue();
    assertThat(runs).hasValue(3);
  }

  @Test
  void runDue_onTwoInstancesRunsEachOnce() throws Exception {
    ExecutorService instances = Executors.newFixedThreadPool(2);
    try {
      JobRunner one = runner("one", Job.hourly(name, runs::incrementAndGet));
      JobRunner two = runner("two", Job.hourly(name, runs::incrementAndGet));
      for (int hour = 1; hour <= 10; hour++) {
        CountDownLatch together = new CountDownLatch(2);
        Future<?> first = instances.submit(() -> runDue(together, one));
        Future<?> second = instances.submit(() -> runDue(together, two));
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
        assertThat(runs).as("after hour %s", hour).hasValue(hour);
        clock.move(Duration.ofHours(1));
      }
    } finally {
      instances.shutdownNow();
    }
  }

  @Test
  void runDue_leavesAJobToTheOneThatIsAtIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Job slow =
        Job.hourly(
            name,
            () -> {
              begun.countDown();
              await(end);
            });
    Thread first = new Thread(() -> runner("one", slow).runDue());
    first.start();
    await(begun);

    JobRunner second = runner("two", Job.hourly(name, runs::incrementAndGet));
    second.runDue();
    assertThat(runs).hasValue(0);

    end.countDown();
    first.join(TimeUnit.SECONDS.toMillis(30));
    clock.move(Duration.ofSeconds(31));
    second.runDue();
    assertThat(runs).hasValue(0);
    assertThat(run().instance()).isEqualTo("one");
  }

  @Test
  void runDue_triesAFailedJobAgainSoonAndSaysWhy() {
    JobRunner runner =
        runner(
            "one",
            Job.daily(
                name,
                "02:10",
                () -> {
                  if (runs.incrementAndGet() == 2) {
                    throw new IllegalStateException("disk\nfull");
                  }
                }));
    runner.runDue();
    clock.move(Duration.ofMinutes(11));
    runner.runDue();
    assertThat(run().outcome()).isEqualTo("failed");
    assertThat(run().error()).isEqualTo("disk full");
    assertThat(timed("ok")).isEqualTo(1);
    assertThat(timed("failed")).isEqualTo(1);

    clock.move(Duration.ofMinutes(5));
    runner.runDue();
    assertThat(runs).hasValue(3);
    assertThat(run().outcome()).isEqualTo("ok");
    assertThat(run().error()).isNull();
  }

  @Test
  void runDue_runsWhatIsWantedBeforeItsTime_butNotAgainRightAfterItFailed() {
    AtomicBoolean wanted = new AtomicBoolean();
    AtomicBoolean fails = new AtomicBoolean();
    Job job =
        new Job(
            name,
            "@hourly",
            () -> {
              runs.incrementAndGet();
              if (fails.get()) {
                throw new IllegalStateException("no");
              }
              wanted.set(false);
            },
            wanted::get);
    JobRunner one = runner("one", job);
    JobRunner two = runner("two", job);
    clock.move(Duration.ofMinutes(-20));
    one.runDue();
    two.runDue();
    assertThat(runs).hasValue(1);

    wanted.set(true);
    one.runDue();
    two.runDue();
    assertThat(runs).hasValue(2);

    wanted.set(true);
    fails.set(true);
    one.runDue();
    one.runDue();
    assertThat(runs).hasValue(3);
    fails.set(false);
    clock.move(Duration.ofMinutes(6));
    one.runDue();
    assertThat(runs).hasValue(4);
    assertThat(run().outcome()).isEqualTo("ok");
  }

  @Test
  void runDue_followsAChangedSchedule() {
    runner("one", Job.daily(name, "02:10", runs::incrementAndGet)).runDue();
    runner("two", Job.hourly(name, runs::incrementAndGet)).runDue();
    assertThat(runs).hasValue(1);
    clock.move(Duration.ofMinutes(1));
    runner("three", Job.hourly(name, runs::incrementAndGet)).runDue();
    assertThat(runs).hasValue(2);
  }

  private static void runDue(CountDownLatch together, JobRunner runner) {
    together.countDown();
    await(together);
    runner.runDue();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JobRunner runner(String instance, Job job) {
    return new JobRunner(
        List.of(job),
        new JobRuns(database),
        Jobs.locks(database),
        instance,
        clock,
        new JobMetrics(metrics, List.of(job)));
  }

  private long timed(String outcome) {
    return metrics.timer("job.runs", "job", name, "outcome", outcome).count();
  }

  private JobRun run() {
    return new JobRuns(database).find(name).orElseThrow();
  }
}
