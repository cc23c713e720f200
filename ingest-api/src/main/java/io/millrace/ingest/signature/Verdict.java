package io.millrace.ingest.signature;

import io.millrace.ingest.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What verification found.
 *
 * @param problem why the delivery is refused, null if it is genuine
 * @param oldSecret whether only a secret that was rotated out, in its grace, made it genuine
 */
public record Verdict(@Nullable Problem problem, boolean oldSecret) {

  static final Verdict GENUINE = new Verdict(null, false);
  static final Verdict GENUINE_BY_OLD_SECRET = new Verdict(null, true);

  static Verdict refused(Problem problem) {
    return new Verdict(problem, false);
  }

  /** A header that has to be there exactly once is not. */
  static Verdict missing(String header) {
    return refused(
        new Problem(401, "signature-missing", "expected the header " + header + ", once"));
  }

  static Verdict mismatch(String detail) {
    return refused(new Problem(401, "signature-mismatch", detail));
  }

  static Verdict untimely(String detail) {
    return refused(new Problem(401, "timestamp-invalid", detail));
  }
}
