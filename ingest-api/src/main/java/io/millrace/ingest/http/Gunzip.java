package io.millrace.ingest.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/**
 * Inflates a gzip body and stops where it would exceed its limit, so that no more than the limit is
 * ever held. A body that inflates out of all proportion is refused before that: JSON shrinks to a
 * tenth, what shrinks to a two-hundredth was made to cost us time.
 */
final class Gunzip {

  static final int MOST_RATIO = 200;
  private static final int FREE_OF_RATIO = 64 * 1024;
  private static final int BUFFER = 8 * 1024;
  private static final int FIRST_RATIO = 4;

  private final BodyLimit limit;
  private final LongConsumer charge;

  /**
   * An inflater for one body.
   *
   * @param limit on the inflated bytes
   * @param charge told the bytes that are taken from memory before they are; throws to refuse
   */
  Gunzip(BodyLimit limit, LongConsumer charge) {
    this.limit = limit;
    this.charge = charge;
  }

  byte[] inflate(byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), BUFFER)) {
      return read(in, body.length);
    } catch (IOException e) {
      throw new Problem(400, "malformed-gzip", "the body is not a whole gzip stream").refusal();
    }
  }

  private byte[] read(GZIPInputStream in, int received) throws IOException {
    long most = limit.most();
    byte[] bytes = grown(new byte[0], Math.max(BUFFER, (long) FIRST_RATIO * received), most);
    boolean begun = false;
    int size = 0;
    for (int count; (count = in.read(bytes, size, bytes.length - size)) >= 0; ) {
      for (int i = size; i < size + count && !begun; i++) {
        begun = !BodyLimit.isSpace(bytes[i]);
        most = begun ? limit.startingWith(bytes[i]) : most;
      }
      size += count;
      if (size > most) {
        throw Problem.tooLarge(most).refusal();
      }
      if (size > FREE_OF_RATIO && size > (long) MOST_RATIO * received) {
        throw new Problem(413, "too-large", "inflates to more than " + MOST_RATIO + " times itself")
            .refusal();
      }
      if (size == bytes.length) {
        bytes = grown(bytes, 2L * size, limit.most());
      }
    }
    return Arrays.copyOf(bytes, size);
  }

  /** One byte of room past the limit shows that there is more. */
  private byte[] grown(byte[] bytes, long size, long most) {
    int length = (int) Math.min(size, Math.min(most + 1, Integer.MAX_VALUE - 8));
    charge.accept(length - bytes.length);
    return Arrays.copyOf(bytes, length);
  }
}
