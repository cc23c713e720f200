package io.millrace.ingest.event;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** W3C trace context: the caller's where it sent a valid one, else the start of a new trace. */
public final class TraceParent {

  private static final int LENGTH = 55;

  private TraceParent() {}

  public static String of(@Nullable String received) {
    if (received != null && valid(received)) {
      return received;
    }
    HexFormat hex = HexFormat.of();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new StringBuilder(LENGTH)
        .append("00-")
        .append(hex.toHexDigits(random.nextLong()))
        .append(hex.toHexDigits(random.nextLong()))
        .append('-')
        .append(hex.toHexDigits(random.nextLong()))
        .append("-00")
        .toString();
  }

  private static boolean valid(String text) {
    if (text.length() != LENGTH || !text.startsWith("00-")) {
      return false;
    }
    for (int i = 3; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 35 || i == 52;
      if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }
}
