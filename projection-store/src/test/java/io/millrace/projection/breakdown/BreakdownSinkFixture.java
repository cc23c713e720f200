package io.millrace.projection.breakdown;

import io.millrace.projection.sink.Projection;

/** Opens what is package-private to the tests of other packages. */
public final class BreakdownSinkFixture {

  private BreakdownSinkFixture() {}

  public static Projection<?> breakdown() {
    return new SalesBreakdownSink();
  }
}
