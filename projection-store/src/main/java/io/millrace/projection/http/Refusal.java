package io.millrace.projection.http;

import java.io.Serial;

/** Ends a request with a {@link Problem}. Cheap: it has no stack trace. */
public final class Refusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** What to answer. */
  public Problem problem() {
    return problem;
  }
}
