package io.millrace.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class RecordingTest {

  private static final Duration BUSY = Duration.ofMillis(700);
  private static final String HERE = RecordingTest.class.getName();

  private volatile long sink;
  private Path file = Path.of("");
  private Recording recording;

  @BeforeAll
  void record(@TempDir Path folder) throws IOException, InterruptedException {
    file = folder.resolve("self.jfr");
    Instant started;
    try (jdk.jfr.Recording self = new jdk.jfr.Recording()) {
      self.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      self.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s").withStackTrace();
      self.enable("jdk.JavaMonitorEnter").withThreshold(Duration.ZERO).withStackTrace();
      self.enable("jdk.GarbageCollection");
      self.enable("jdk.CompilerStatistics").withPeriod(Duration.ofMillis(100));
      self.start();
      // A thread's first sample weighs all that it ever allocated.
      started = Instant.now();
      spin();
      allocate();
      contend();
      System.gc();
      self.dump(file);
    }
    recording = Recording.read(file, started, Instant.MAX);
  }

  private void spin() {
    long end = System.nanoTime() + BUSY.toNanos();
    while (System.nanoTime() < end) {
      for (int i = 0; i < 100_000; i++) {
        sink = sink * 31 + i;
      }
    }
  }

  private void allocate() {
    ArrayDeque<byte[]> last = new ArrayDeque<>();
    for (int i = 0; i < 2_000; i++) {
      last.add(new byte[64 * 1_024]);
      if (last.size() > 8) {
        last.remove();
      }
    }
  }

  private void contend() throws InterruptedException {
    Object monitor = new Object();
    CountDownLatch near = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              near.countDown();
              synchronized (monitor) {
                sink++;
              }
            });
    synchronized (monitor) {
      waiter.start();
      near.await();
      while (waiter.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      // Longer than what a recording leaves out.
      spin();
    }
    waiter.join();
  }

  @Test
  void read_findsTheHottestMethod() {
    assertThat(recording.cpuByMethod.top(1).get(0).name()).isEqualTo(HERE + ".spin");
    assertThat(recording.cpuByOwnMethod.top(1).get(0).name()).isEqualTo(HERE + ".spin");
    assertThat(recording.cpuByLibrary.top(1).get(0).name()).isEqualTo("io.millrace.loadtest");
    assertThat(recording.cpuByThread.top(1).get(0).name()).isEqualTo("main");
  }

  @Test
  void read_findsWhereMostIsAllocated() {
    assertThat(recording.bytesBySite.top(1).get(0).name()).isEqualTo("[B in " + HERE + ".allocate");
    assertThat(recording.bytesByOwnMethod.top(1).get(0).name()).isEqualTo(HERE + ".allocate");
    assertThat(recording.bytesByClass.top(1).get(0).name()).isEqualTo("[B");
  }

  @Test
  void read_addsUpWaitsAndPauses() {
    // A monitor of the JVM's own may have been waited for longer.
    assertThat(recording.blockedByMonitor.top(100))
        .extracting(Object::toString)
        .anyMatch(row -> row.contains("java.lang.Object"));
    assertThat(recording.collections()).isPositive();
    assertThat(recording.pauses()).isPositive();
  }

  @Test
  void read_leavesOutWhatIsOutsideTheTime() throws IOException {
    Recording early = Recording.read(file, Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    assertThat(early.cpuByMethod.total()).isZero();
    assertThat(early.bytesByClass.total()).isZero();
    assertThat(early.collections()).isZero();
  }

  @Test
  void report_hasEachPart() {
    ProfileReport report = new ProfileReport(Duration.ofSeconds(2));
    report.process("ingest-api", 42, 0.5, 300L << 20);
    report.recording(
        "ingest-api", recording, new JvmThreads(Duration.ofSeconds(1), Duration.ZERO), file);
    report.missing("ai-worker");
    assertThat(report.text())
        .contains("2.0 s recorded; 0.50 of ")
        .contains("0.50 cores     300 MB resident")
        .contains("compilers 0.50 cores; collector 0.00 cores")
        .contains(HERE + ".spin")
        .contains("[B in " + HERE + ".allocate")
        .contains("self.jfr")
        .contains("ai-worker: no recording");
  }
}
