package io.millrace.ingest.http;

/**
 * Carries a {@link Problem} out of a pipeline. Has no stack trace: it is an answer, not a fault.
 */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
