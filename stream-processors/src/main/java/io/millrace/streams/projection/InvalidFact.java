package io.millrace.streams.projection;

/**
 * A record that parses but is no fact a projection could count. It becomes a dead letter; the
 * message is the reason people will read there, as in {@code type: UNSPECIFIED (expected: SALE or
 * REFUND)}.
 */
public final class InvalidFact extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidFact(String reason) {
    super(reason);
  }

  /** Names a field, what it holds and what was expected. */
  public static InvalidFact field(String name, Object value, String expected) {
    return new InvalidFact(name + ": " + value + " (expected: " + expected + ")");
  }
}
