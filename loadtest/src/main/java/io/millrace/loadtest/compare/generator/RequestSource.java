package io.millrace.loadtest.compare.generator;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Hands out prepared requests at random, each with an id of its own. Used by one thread. */
final class RequestSource {

  private static final AtomicLong RUNS = new AtomicLong();
  private static final int SEED = 42;
  private static final Pattern HOLE = Pattern.compile(Requests.ID);

  private final Requests requests;
  private final String prefix = newPrefix();
  private final int[][] holes;
  private final Random random = new Random(SEED);
  private long sent;

  RequestSource(Requests requests) {
    this.requests = requests;
    this.holes = requests.prepared().stream().map(RequestSource::holes).toArray(int[][]::new);
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
    if (holes[index].length == 0) {
      return request;
    }
    byte[] id = String.format("%s%012x", prefix, ++sent).getBytes(StandardCharsets.US_ASCII);
    byte[] filled = request.clone();
    for (int hole : holes[index]) {
      System.arraycopy(id, 0, filled, hole, id.length);
    }
    return filled;
  }

  private static int[] holes(byte[] request) {
    return HOLE.matcher(new String(request, StandardCharsets.ISO_8859_1))
        .results()
        .mapToInt(MatchResult::start)
        .toArray();
  }
}
