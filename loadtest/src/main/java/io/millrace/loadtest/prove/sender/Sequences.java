package io.millrace.loadtest.prove.sender;

/** Sequence numbers in texts. */
public final class Sequences {

  private Sequences() {}

  static String text(String words, long sequence) {
    return words + " #" + sequence;
  }

  /** The number a text ends with; -1 where it has none. */
  public static long of(String text) {
    int at = text.lastIndexOf('#');
    try {
      return at < 0 ? -1 : Long.parseLong(text.substring(at + 1));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
