package io.millrace.ingest.signature;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret of a source, in the clear: never log one.
 *
 * @param value the text its owner was shown or gave, in UTF-8
 * @param notAfter when it ends, null while it has no end
 */
public record Secret(byte[] value, @Nullable Instant notAfter) {

  boolean holds(Instant now) {
    return notAfter == null || !now.isAfter(notAfter);
  }

  @Override
  public String toString() {
    return "Secret[notAfter=" + notAfter + "]";
  }
}
