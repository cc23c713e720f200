package io.millrace.devstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One file per running process, {@code <name>.pid}, with its pid, the instant it started and the
 * signal that ends it. The instant tells a process from a stranger that was given its pid later.
 */
public final class PidFiles {

  private static final String SUFFIX = ".pid";
  private static final Duration CLOCK_STEP = Duration.ofSeconds(2);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final Path directory;

  public PidFiles(Path directory) {
    this.directory = directory;
  }

  /** A process an earlier run has left behind. */
  public record Leftover(String name, ProcessHandle process, String stopSignal) {}

  void write(ProcessSpec spec, ProcessHandle process) {
    String text =
        process.pid() + " " + started(process).toEpochMilli() + " " + spec.stopSignal() + "\n";
    Path file = file(spec.name());
    Path fresh = directory.resolve(spec.name() + ".new");
    try {
      Files.createDirectories(directory);
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  void remove(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + file(name), e);
    }
  }

  /** Processes recorded here that still run. */
  public List<Leftover> leftovers() {
    List<Leftover> leftovers = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return leftovers;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        String fileName = String.valueOf(file.getFileName());
        String name = fileName.substring(0, fileName.length() - SUFFIX.length());
        read(name, Files.readString(file)).ifPresentOrElse(leftovers::add, () -> remove(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory, e);
    }
    return leftovers;
  }

  /** Ends what an earlier run has left behind: first those not in {@code last}, then these. */
  public void endLeftovers(List<String> last, Console console) {
    List<Leftover> all = leftovers();
    end(all.stream().filter(leftover -> !last.contains(leftover.name())).toList(), console);
    end(all.stream().filter(leftover -> last.contains(leftover.name())).toList(), console);
  }

  private void end(List<Leftover> leftovers, Console console) {
    for (Leftover leftover : leftovers) {
      console.say(
          leftover.name(),
          "left over from an earlier run (pid " + leftover.process().pid() + "), ending it");
      Signals.send(leftover.process(), leftover.stopSignal());
    }
    for (Leftover leftover : leftovers) {
      Signals.awaitEnd(leftover.process(), STOP_TIMEOUT);
      remove(leftover.name());
    }
  }

  private static Optional<Leftover> read(String name, String text) {
    String[] words = text.strip().split(" ");
    if (words.length != 3
        || !words[0].matches("\\d{1,18}")
        || !words[1].matches("\\d{1,18}")
        || !words[2].matches("[A-Z]+")) {
      return Optional.empty();
    }
    Instant started = Instant.ofEpochMilli(Long.parseLong(words[1]));
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(ProcessHandle::isAlive)
        .filter(process -> isNear(started(process), started))
        .map(process -> new Leftover(name, process, words[2]));
  }

  private static boolean isNear(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(CLOCK_STEP) <= 0;
  }

  private static Instant started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private Path file(String name) {
    return directory.resolve(name + SUFFIX);
  }
}
