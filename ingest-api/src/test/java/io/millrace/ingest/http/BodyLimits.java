package io.millrace.ingest.http;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Limits for tests of what reads bodies. */
public final class BodyLimits {

  private BodyLimits() {}

  /** The default limits but for the number of items. */
  public static BodySettings items(int most) {
    return of(DataSize.ofMegabytes(1), most);
  }

  public static BodySettings of(DataSize limit, int mostItems) {
    return new BodySettings(
        limit,
        DataSize.ofMegabytes(16),
        mostItems,
        Duration.ofSeconds(30),
        DataSize.ofMegabytes(128));
  }
}
