package io.millrace.loadtest.profile;

import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.Usage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A process of the platform that runs now. */
record RunningProcess(String name, long pid) {

  private static final String SUFFIX = ".pid";
  private static final List<String> NOT_JAVA = List.of("postgres", "redis");

  /** Those that the {@code up} with this data directory runs, by name. */
  static List<RunningProcess> of(Path dataDir) {
    List<RunningProcess> processes = new ArrayList<>();
    Path run = dataDir.resolve("run");
    if (Files.isDirectory(run)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(run, "*" + SUFFIX)) {
        for (Path file : files) {
          String fileName = String.valueOf(file.getFileName());
          String name = fileName.substring(0, fileName.length() - SUFFIX.length());
          Platform.pid(dataDir, name)
              .ifPresent(pid -> processes.add(new RunningProcess(name, pid)));
        }
      } catch (IOException e) {
        throw new PlatformException("cannot read " + run + ": " + e.getMessage());
      }
    }
    processes.sort(Comparator.comparing(RunningProcess::name));
    return List.copyOf(processes);
  }

  boolean isJava() {
    return NOT_JAVA.stream().noneMatch(name::startsWith);
  }

  /** Its own and that of all it started, such as PostgreSQL's backends. */
  Usage usage() {
    return ProcessHandle.of(pid).stream()
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .map(process -> Usage.of(process.pid()))
        .reduce(new Usage(Duration.ZERO, 0), Usage::plus);
  }
}
