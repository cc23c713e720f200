package io.millrace.loadtest.profile;

import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One profile of a running platform: {@link #start} begins a flight recording in every JVM of it,
 * which takes seconds where the machine is busy; what is between {@link #measure} and {@link #stop}
 * is reported. Closing ends what still records. Not safe for use by many threads at once.
 */
public final class Profile implements AutoCloseable {

  private final FlightRecorder recorder = new FlightRecorder();
  private final Clock clock = Clock.systemUTC();
  private final Path folder;
  private final List<RunningProcess> processes;
  private final RunningProcess self;
  private final Map<RunningProcess, Reading> before = new LinkedHashMap<>();
  private final Map<RunningProcess, Path> files = new LinkedHashMap<>();
  private Instant from = Instant.MAX;

  private record Reading(Usage usage, JvmThreads threads) {

    static Reading of(RunningProcess process) {
      return new Reading(process.usage(), JvmThreads.of(process.pid()));
    }
  }

  private Profile(List<RunningProcess> processes, Path folder) {
    this.processes = processes;
    this.folder = folder;
    this.self = new RunningProcess("this load generator", ProcessHandle.current().pid());
  }

  /**
   * Of the platform that runs now.
   *
   * @param dataDir the data directory of its {@code ./millrace up}
   * @param folder where the recordings go; it exists
   * @throws PlatformException when no platform runs there
   */
  public static Profile of(Path dataDir, Path folder) {
    List<RunningProcess> processes = RunningProcess.of(dataDir);
    if (processes.stream().noneMatch(RunningProcess::isJava)) {
      throw new PlatformException(
          "nothing runs with data directory " + dataDir + "; start ./millrace up first");
    }
    return new Profile(processes, folder);
  }

  /**
   * Begins to record.
   *
   * @param limit after which a recording that nobody ends does so by itself
   */
  public void start(Duration limit) throws InterruptedException {
    for (RunningProcess process : processes) {
      if (process.isJava()) {
        Path file = folder.resolve(process.name() + ".jfr");
        files.put(process, file);
        recorder.start(process.pid(), file, limit);
      }
    }
  }

  /** From now on it counts. */
  public void measure() {
    processes.forEach(process -> before.put(process, Reading.of(process)));
    before.put(self, Reading.of(self));
    from = clock.instant();
  }

  /** Ends the recordings and says what they show. */
  public String stop() throws IOException {
    Instant to = clock.instant();
    Duration elapsed = Duration.between(from, to);
    ProfileReport report = new ProfileReport(elapsed);
    Map<RunningProcess, JvmThreads> threads = new LinkedHashMap<>();
    before.forEach(
        (process, earlier) -> {
          Reading now = Reading.of(process);
          threads.put(process, now.threads().since(earlier.threads()));
          report.process(
              process.name(),
              process.pid(),
              now.usage().coresSince(earlier.usage(), elapsed),
              now.usage().residentBytes());
        });
    Map<RunningProcess, Path> recorded = new LinkedHashMap<>(files);
    close();
    for (Map.Entry<RunningProcess, JvmThreads> entry : threads.entrySet()) {
      Path file = recorded.get(entry.getKey());
      if (file != null && Files.isReadable(file)) {
        Recording recording = Recording.read(file, from, to);
        report.recording(entry.getKey().name(), recording, entry.getValue(), file);
      } else if (file != null) {
        report.missing(entry.getKey().name());
      }
    }
    return report.text();
  }

  /** Ends every recording; those of processes that are gone are lost. */
  @Override
  public void close() {
    List<RunningProcess> open = List.copyOf(files.keySet());
    files.clear();
    open.forEach(this::end);
  }

  private void end(RunningProcess process) {
    try {
      recorder.stop(process.pid());
    } catch (PlatformException e) {
      // The process ended meanwhile; the report says that its recording is missing.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
