package io.millrace.ingest.http;

/**
 * The most bytes a body may have; a JSON array of events may have another limit than one event.
 *
 * @param one for anything but an array
 * @param array for what begins with an opening bracket
 */
record BodyLimit(long one, long array) {

  static BodyLimit of(long limit) {
    return new BodyLimit(limit, limit);
  }

  long most() {
    return Math.max(one, array);
  }

  /** The limit for a body that begins with that character. */
  long startingWith(byte first) {
    return first == '[' ? array : one;
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
