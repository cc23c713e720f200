package io.millrace.ingest.signature;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reads headers of which a second value would be one that nobody verified. */
final class OneHeader {

  private OneHeader() {}

  /** The value of a header that is there once and is not blank, else null. */
  static @Nullable String of(HttpHeaders headers, String name) {
    List<String> values = headers.get(name);
    if (values == null || values.size() != 1) {
      return null;
    }
    String value = values.get(0).trim();
    return value.isEmpty() ? null : value;
  }
}
