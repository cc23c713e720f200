package io.millrace.schemas.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a record is, in the form users see: {@code sales.receipts.v1-3@1042}; or {@link #SPOOLED}.
 *
 * @param topic the topic's name
 * @param partition the partition
 * @param offset the record's offset
 */
public record Position(String topic, int partition, long offset) {

  /** Of an event that waits on disk and has no position yet; printed as one word. */
  public static final Position SPOOLED = new Position("spooled", -1, -1);

  private static final Pattern FORM = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

  /**
   * Reads the form {@link #toString()} prints.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static Position parse(String text) {
    if (text.equals(SPOOLED.topic)) {
      return SPOOLED;
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "position: " + text + " (expected: topic-partition@offset)");
    }
    return new Position(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  @Override
  public String toString() {
    return offset < 0 ? topic : topic + "-" + partition + "@" + offset;
  }
}
