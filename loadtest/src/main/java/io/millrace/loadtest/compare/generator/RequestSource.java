package io.millrace.loadtest.compare.generator;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Hands out prepared requests at random, each with an id of its own. Used by one thread. */
final class RequestSource {

  private static final AtomicLong RUNS = new AtomicLong();
  private static final int SEED = 42;

  private final Requests requests;
  private final String prefix = newPrefix();
  private final int[] holes;
  private final Random random = new Random(SEED);
  private long sent;

  RequestSource(Requests requests) {
    this.requests = requests;
    this.holes = requests.prepared().stream().mapToInt(RequestSource::hole).toArray();
  }

  /** The first four characters of the ids of one run; no other run of this process has them. */
  static String newPrefix() {
    return String.format("%04x", RUNS.incrementAndGet() & 0xffff);
  }

  byte[] next() {
    return at(random.nextInt(holes.length));
  }

  byte[] at(int index) {
    byte[] request = requests.prepared().get(index);
    if (holes[index] < 0) {
      return request;
    }
    byte[] id = String.format("%s%012x", prefix, ++sent).getBytes(StandardCharsets.US_ASCII);
    byte[] filled = request.clone();
    System.arraycopy(id, 0, filled, holes[index], id.length);
    return filled;
  }

  private static int hole(byte[] request) {
    return new String(request, StandardCharsets.ISO_8859_1).indexOf(Requests.ID);
  }
}
