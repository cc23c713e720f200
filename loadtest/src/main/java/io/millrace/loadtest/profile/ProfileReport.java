package io.millrace.loadtest.profile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A profile for people: a table of processes, then each recording. */
final class ProfileReport {

  private static final int ROWS = 10;
  private static final int FEW_ROWS = 6;
  private static final double NOTABLE = 0.01;

  private final StringBuilder processes = new StringBuilder();
  private final StringBuilder recordings = new StringBuilder();
  private final Duration elapsed;
  private double cores;

  ProfileReport(Duration elapsed) {
    this.elapsed = elapsed;
  }

  void process(String name, long pid, double busy, long residentBytes) {
    cores += busy;
    line(
        processes,
        "  %-22s pid %-8d %5.2f cores   %5d MB resident",
        name,
        pid,
        busy,
        residentBytes >> 20);
  }

  void missing(String name) {
    line(recordings, "%n%s: no recording; the process ended meanwhile", name);
  }

  void recording(String name, Recording recording, JvmThreads threads, Path file) {
    double seconds = Math.max(1, elapsed.toMillis()) / 1_000.0;
    line(recordings, "%n%s", name);
    line(
        recordings,
        "  compilers %.2f cores; collector %.2f cores, %d collections paused %d ms (%.1f %%); "
            + "allocated %.1f MB/s; %d samples",
        threads.compilers().toMillis() / 1_000.0 / seconds,
        threads.collectors().toMillis() / 1_000.0 / seconds,
        recording.collections(),
        recording.pauses().toMillis(),
        recording.pauses().toMillis() / 10.0 / seconds,
        recording.bytesByClass.total() / 1e6 / seconds,
        recording.cpuByMethod.total());
    section("hottest methods", recording.cpuByMethod.top(ROWS));
    long samples = recording.cpuByMethod.total();
    section(
        "hottest methods of Millrace, with all they call",
        recording.cpuByOwnMethod.top(FEW_ROWS, samples));
    section("by library, with the JDK's work for it", recording.cpuByLibrary.top(ROWS));
    section("by thread", recording.cpuByThread.top(FEW_ROWS));
    section("allocation by site", recording.bytesBySite.top(ROWS));
    section(
        "allocation by method of Millrace, with all it calls",
        recording.bytesByOwnMethod.top(FEW_ROWS, recording.bytesByClass.total()));
    waits("blocked on monitors", recording.blockedByMonitor, seconds);
    waits("parked in Millrace's code", recording.parkedByOwnMethod, seconds);
    line(recordings, "  %s", file);
  }

  private void section(String title, List<Tally.Share> shares) {
    if (shares.isEmpty()) {
      return;
    }
    line(recordings, "  %s", title);
    shares.forEach(
        share -> line(recordings, "    %5.1f %%  %s", 100 * share.share(), share.name()));
  }

  private void waits(String title, Tally nanos, double seconds) {
    double waited = nanos.total() / 1e9;
    if (waited < NOTABLE * seconds) {
      return;
    }
    line(recordings, "  %s, 10 ms or longer: %.2f s of all threads", title, waited);
    nanos
        .top(FEW_ROWS)
        .forEach(share -> line(recordings, "    %5.2f s  %s", share.weight() / 1e9, share.name()));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%.1f s recorded; %.2f of %d cores busy with these processes",
        elapsed.toMillis() / 1_000.0,
        cores,
        Runtime.getRuntime().availableProcessors());
    text.append(processes);
    line(
        text,
        "%nShares are of samples %s.",
        FlightRecorder.samplesCpuTime()
            ? "taken every 10 ms of CPU time of Java threads, system calls and native code included"
            : "of threads that run Java code; time in system calls and native code is not in them");
    text.append(recordings);
    return text.toString();
  }

  private static void line(StringBuilder to, String format, Object... values) {
    to.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
