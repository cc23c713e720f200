package io.millrace.projection.ai;

import io.millrace.projection.sink.Projection;

/** Opens what is package-private to the tests of other packages. */
public final class AiSinkFixture {

  private AiSinkFixture() {}

  public static Projection<?> requests() {
    return new AiRequestSink();
  }

  public static Projection<?> usage() {
    return new AiUsageSink();
  }
}
