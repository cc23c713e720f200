package io.millrace.loadtest.profile;

import io.millrace.loadtest.platform.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Starts and ends flight recordings in other JVMs of this user, through the JDK's {@code jcmd}. */
final class FlightRecorder {

  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);
  private static final int CPU_TIME_SAMPLES_SINCE = 25;

  private final Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private final String name = "millrace-load-" + ProcessHandle.current().pid();

  /** Of the JVM that runs this, which the launcher gives to the platform too. */
  static boolean samplesCpuTime() {
    return Runtime.version().feature() >= CPU_TIME_SAMPLES_SINCE
        && System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
  }

  /** Begins a recording into a file. It ends by itself when nobody ends it before. */
  void start(long pid, Path file, Duration limit) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("JFR.start");
    command.add("name=" + name);
    command.add("settings=profile");
    command.add("filename=\"" + file.toAbsolutePath() + "\"");
    command.add("duration=" + limit.toSeconds() + "s");
    if (samplesCpuTime()) {
      command.add("jdk.CPUTimeSample#enabled=true");
      command.add("jdk.ExecutionSample#enabled=false");
      command.add("jdk.NativeMethodSample#enabled=false");
    }
    run(pid, command, "Started recording");
  }

  /** Ends the recording; the file is complete then. */
  void stop(long pid) throws InterruptedException {
    run(pid, List.of("JFR.stop", "name=" + name), "Stopped recording");
  }

  private void run(long pid, List<String> words, String expected) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(jcmd.toString());
    command.add(Long.toString(pid));
    command.addAll(words);
    String answer = answer(command);
    if (!answer.contains(expected)) {
      throw new PlatformException(String.join(" ", command) + ": " + answer.strip());
    }
  }

  private static String answer(List<String> command) throws InterruptedException {
    Process process;
    Path output;
    try {
      output = Files.createTempFile("jcmd", ".out");
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new PlatformException("cannot run jcmd of the JDK: " + e.getMessage());
    }
    try {
      if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "no answer within " + COMMAND_LIMIT.toSeconds() + " s";
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new PlatformException("cannot read what jcmd said: " + e.getMessage());
    } finally {
      deleteQuietly(output);
    }
  }

  private static void deleteQuietly(Path file) {
    file.toFile().delete();
  }
}
