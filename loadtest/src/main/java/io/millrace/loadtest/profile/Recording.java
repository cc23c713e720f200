package io.millrace.loadtest.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What a flight recording says, added up. CPU is what samples of running Java threads show; where
 * the JVM takes them by CPU time (JDK 25 on Linux), time in system calls and native code is in it,
 * otherwise it is not.
 */
final class Recording {

  private static final Pattern VARYING =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d+");

  final Tally cpuByMethod = new Tally();
  final Tally cpuByOwnMethod = new Tally();
  final Tally cpuByLibrary = new Tally();
  final Tally cpuByThread = new Tally();
  final Tally bytesBySite = new Tally();
  final Tally bytesByOwnMethod = new Tally();
  final Tally bytesByClass = new Tally();

  /** Nanoseconds, by the class of the monitor. */
  final Tally blockedByMonitor = new Tally();

  /** Nanoseconds that Millrace's code waited, by its method. */
  final Tally parkedByOwnMethod = new Tally();

  private int collections;
  private Duration pauses = Duration.ZERO;

  private Recording() {}

  /** Reads a file that the JDK's flight recorder wrote, for the events that begin in a time. */
  static Recording read(Path file, Instant from, Instant to) throws IOException {
    Recording recording = new Recording();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        if (!event.getStartTime().isBefore(from) && event.getStartTime().isBefore(to)) {
          recording.add(event);
        }
      }
    }
    return recording;
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.CPUTimeSample", "jdk.ExecutionSample" -> sample(event);
      case "jdk.ObjectAllocationSample" -> allocation(event);
      case "jdk.GarbageCollection" -> {
        collections++;
        pauses = pauses.plus(event.getDuration("sumOfPauses"));
      }
      case "jdk.JavaMonitorEnter" ->
          blockedByMonitor.add(className(event, "monitorClass"), event.getDuration().toNanos());
      case "jdk.ThreadPark" ->
          Stack.of(event)
              .own()
              .ifPresent(method -> parkedByOwnMethod.add(method, event.getDuration().toNanos()));
      default -> {}
    }
  }

  private void sample(RecordedEvent event) {
    Stack stack = Stack.of(event);
    cpuByMethod.add(stack.top(), 1);
    cpuByLibrary.add(stack.library(), 1);
    cpuByThread.add(threadName(event), 1);
    stack.own().ifPresent(method -> cpuByOwnMethod.add(method, 1));
  }

  private void allocation(RecordedEvent event) {
    Stack stack = Stack.of(event);
    long bytes = event.getLong("weight");
    String type = className(event, "objectClass");
    bytesByClass.add(type, bytes);
    bytesBySite.add(type + " in " + stack.outsideJdk().orElse(stack.top()), bytes);
    stack.own().ifPresent(method -> bytesByOwnMethod.add(method, bytes));
  }

  private static String threadName(RecordedEvent event) {
    @Nullable RecordedThread thread =
        event.getThread(
            "jdk.ExecutionSample".equals(event.getEventType().getName())
                ? "sampledThread"
                : "eventThread");
    @Nullable String name = thread == null ? null : thread.getJavaName();
    return name == null ? Stack.UNKNOWN : VARYING.matcher(name).replaceAll("N");
  }

  private static String className(RecordedEvent event, String field) {
    @Nullable RecordedClass type = event.getClass(field);
    return type == null ? Stack.UNKNOWN : Stack.withoutAddress(type.getName());
  }

  int collections() {
    return collections;
  }

  Duration pauses() {
    return pauses;
  }
}
