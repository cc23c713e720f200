package io.millrace.loadtest.compare.generator;

import java.util.Arrays;

/** Collects times, to the microsecond. One thread adds at a time. */
public final class Latencies {

  private static final int FIRST_SIZE = 1 << 16;

  private int[] micros = new int[FIRST_SIZE];
  private int size;

  public synchronized void add(long nanos) {
    if (size == micros.length) {
      micros = Arrays.copyOf(micros, 2 * size);
    }
    micros[size++] = (int) Math.min(Integer.MAX_VALUE, Math.max(0, nanos / 1_000));
  }

  public synchronized int size() {
    return size;
  }

  public synchronized Latency summary() {
    if (size == 0) {
      return Latency.NONE;
    }
    int[] sorted = Arrays.copyOf(micros, size);
    Arrays.sort(sorted);
    return Latency.ofMicros(
        at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
  }

  private static int at(int[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
