package io.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2010-12-01T08:26:00.123456789Z",
        "1969-12-31T23:59:59.5Z",
        "9999-12-31T00:00:00Z"
      })
  void toInstant_givesBackWhatOfTook(String instant) {
    Instant time = Instant.parse(instant);
    assertThat(Timestamps.toInstant(Timestamps.of(time))).isEqualTo(time);
  }
}
