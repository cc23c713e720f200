package io.millrace.ingest.json;

import io.millrace.ingest.http.FieldError;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with one body, up to a number that a person can still read. */
final class Errors {

  private static final int MOST = 100;

  private final List<FieldError> found = new ArrayList<>(0);

  void add(String pointer, String message) {
    if (found.size() < MOST) {
      found.add(new FieldError(pointer, message));
    }
  }

  List<FieldError> found() {
    return found;
  }
}
