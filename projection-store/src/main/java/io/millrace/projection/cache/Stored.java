package io.millrace.projection.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The forms of what Redis holds under a key: {@code V}, an epoch of 16 digits and the body; {@code
 * L} and whose turn it is to read the database and fill the key; {@code T} and which process is
 * changing it. The scripts in {@link Scripts} know them too.
 */
final class Stored {

  private static final int HEADER = 17;

  private Stored() {}

  static byte[] value(long epoch, byte[] body) {
    byte[] value = Arrays.copyOf(text("V" + digits(epoch)), HEADER + body.length);
    System.arraycopy(body, 0, value, HEADER, body.length);
    return value;
  }

  /** The body, where it is one of this epoch or of a later one; else null. */
  static byte @Nullable [] body(byte @Nullable [] stored, long epoch) {
    if (stored == null || stored.length < HEADER || stored[0] != 'V') {
      return null;
    }
    byte[] least = text(digits(epoch));
    return Arrays.compare(stored, 1, HEADER, least, 0, least.length) < 0
        ? null
        : Arrays.copyOfRange(stored, HEADER, stored.length);
  }

  static boolean isLease(byte[] stored) {
    return stored.length > 0 && stored[0] == 'L';
  }

  static String digits(long epoch) {
    String digits = Long.toHexString(epoch);
    return "0".repeat(HEADER - 1 - digits.length()) + digits;
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
