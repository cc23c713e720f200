package io.millrace.projection.receipt;

import io.millrace.projection.sink.Projection;
import tools.jackson.databind.json.JsonMapper;

/** Opens what is package-private to the tests of other packages. */
public final class ReceiptSinkFixture {

  private ReceiptSinkFixture() {}

  public static Projection<?> receipts() {
    return new ReceiptSink(JsonMapper.builder().build());
  }
}
