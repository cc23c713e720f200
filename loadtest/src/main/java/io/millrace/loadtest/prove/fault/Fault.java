package io.millrace.loadtest.prove.fault;

import io.millrace.loadtest.platform.Platform;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Something done to a process.
 *
 * @param action what
 * @param process to which, by the name {@code up} gives it
 */
public record Fault(Action action, String process) {

  /** What is done. */
  public enum Action {
    /** SIGKILL. */
    KILL,
    /** SIGSTOP, and SIGCONT after a while. */
    PAUSE,
    /** SIGKILL, again each time it is started, for a longer while. */
    OUTAGE
  }

  public Fault {
    String name = process.replaceFirst("-\\d$", "");
    boolean known = Platform.PROCESSES.contains(process) || Platform.APPS.contains(name);
    if (!known) {
      throw new IllegalArgumentException(
          "fault: "
              + process
              + " (expected: one of "
              + String.join(", ", Platform.PROCESSES)
              + ")");
    }
  }

  /** Each process killed, and each paused. */
  public static List<Fault> all() {
    return Stream.of(Action.KILL, Action.PAUSE)
        .flatMap(action -> Platform.PROCESSES.stream().map(process -> new Fault(action, process)))
        .toList();
  }

  /** One process of each app killed, when there are several of each. */
  public static List<Fault> oneOfEach(Map<String, Integer> instances, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Platform.APPS.stream()
        .map(app -> new Named(app, 1 + random.nextInt(instances.getOrDefault(app, 1))))
        .map(one -> new Fault(Action.KILL, one.number == 1 ? one.app : one.app + "-" + one.number))
        .toList();
  }

  private record Named(String app, int number) {}

  /**
   * Reads the form that {@link #toString} prints.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static Fault parse(String text) {
    int colon = text.indexOf(':');
    for (Action action : Action.values()) {
      if (colon > 0 && name(action).equals(text.substring(0, colon))) {
        return new Fault(action, text.substring(colon + 1));
      }
    }
    throw new IllegalArgumentException(
        "fault: " + text + " (expected: kill:NAME, pause:NAME or outage:NAME)");
  }

  @Override
  public String toString() {
    return name(action) + ":" + process;
  }

  private static String name(Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
