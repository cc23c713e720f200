package io.millrace.devstack.process;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What the user reads: one line per event, with the time since the start. */
public final class Console {

  private static final int NAME_WIDTH = 19;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final long start;

  public Console(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** One line about a part. */
  public synchronized void say(String name, String event) {
    out.printf(
        Locale.ROOT,
        "%6.1f s  %-" + NAME_WIDTH + "s %s%n",
        elapsed().toMillis() / 1_000.0,
        name,
        event);
  }

  /** Lines as they are, indented. */
  public synchronized void quote(List<String> lines) {
    lines.forEach(line -> out.println("          | " + line));
  }

  public synchronized void print(String text) {
    out.println(text);
  }

  public Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }
}
