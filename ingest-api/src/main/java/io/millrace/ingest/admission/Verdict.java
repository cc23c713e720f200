package io.millrace.ingest.admission;

import io.millrace.ingest.dedupe.Earlier;
import io.millrace.ingest.ratelimit.Allowance;
import org.jspecify.annotations.Nullable;

/** What became of a check: how many of its events may go, and which of them came before. */
public final class Verdict {

  private final Allowance allowance;
  private final @Nullable Earlier @Nullable [] earlier;

  Verdict(Allowance allowance, @Nullable Earlier @Nullable [] earlier) {
    this.allowance = allowance;
    this.earlier = earlier;
  }

  /** How the request stands with its limits. */
  public Allowance allowance() {
    return allowance;
  }

  /** What is known of an event that came under the same id; null if nothing is. */
  public @Nullable Earlier earlier(int event) {
    return earlier == null ? null : earlier[event];
  }
}
