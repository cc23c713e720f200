package io.millrace.schemas.event;

import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Keys of facts and of rows. */
@State(Scope.Benchmark)
public class KeysBenchmark {

  private static final int SAMPLES = 1_024;

  private final String[] stores =
      IntStream.range(0, SAMPLES)
          .mapToObj(number -> number % 50 == 0 ? "north/" + number : "store-" + number)
          .toArray(String[]::new);
  private final String[] rows =
      IntStream.range(0, SAMPLES)
          .mapToObj(
              number ->
                  Keys.of("demo", stores[number], "GBP", "p-" + number, "2026-11-20T12:15:00Z"))
          .toArray(String[]::new);
  private int next;

  /** A fact's key: tenant and store. */
  @Benchmark
  public String fact() {
    return Keys.of("demo", stores[next++ % SAMPLES]);
  }

  /** A row's key: five ids. */
  @Benchmark
  public String row() {
    int number = next++ % SAMPLES;
    return Keys.of("demo", stores[number], "GBP", "p-1234", "2026-11-20T12:15:00Z");
  }

  @Benchmark
  public List<String> split() {
    return Keys.split(rows[next++ % SAMPLES]);
  }

  @Benchmark
  public int partition() {
    return Keys.partition(rows[next++ % SAMPLES], 2, 12);
  }
}
