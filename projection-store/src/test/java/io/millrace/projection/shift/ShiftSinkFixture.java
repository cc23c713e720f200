package io.millrace.projection.shift;

import io.millrace.projection.sink.Projection;
import tools.jackson.databind.json.JsonMapper;

/** Opens what is package-private to the tests of other packages. */
public final class ShiftSinkFixture {

  private ShiftSinkFixture() {}

  public static Projection<?> shifts() {
    return new ShiftSink(JsonMapper.builder().build());
  }
}
