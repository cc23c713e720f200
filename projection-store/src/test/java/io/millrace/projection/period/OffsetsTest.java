package io.millrace.projection.period;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class OffsetsTest {

  @Test
  void of_beginsAnewWhereTheClocksChange() {
    Instant from = Instant.parse("2026-03-01T00:00:00Z");
    Offsets offsets = offsets(from, Instant.parse("2026-12-01T00:00:00Z"), "Europe/London");

    assertThat(offsets.since())
        .containsExactly(
            from.getEpochSecond(),
            Instant.parse("2026-03-29T01:00:00Z").getEpochSecond(),
            Instant.parse("2026-10-25T01:00:00Z").getEpochSecond());
    assertThat(offsets.seconds()).containsExactly(0L, 3_600L, 0L);
  }

  @Test
  void of_leavesOutAChangeAtTheEnd() {
    Offsets offsets =
        offsets(
            Instant.parse("2026-03-28T00:00:00Z"),
            Instant.parse("2026-03-29T01:00:00Z"),
            "Europe/London");

    assertThat(offsets.seconds()).containsExactly(0L);
  }

  @Test
  void of_isOneWhereTheClocksNeverChange() {
    for (String zone : new String[] {"UTC", "Asia/Kathmandu", "+05:30"}) {
      assertThat(
              offsets(
                      Instant.parse("2026-01-01T00:00:00Z"),
                      Instant.parse("2027-01-01T00:00:00Z"),
                      zone)
                  .since())
          .as(zone)
          .hasSize(1);
    }
  }

  private static Offsets offsets(Instant from, Instant to, String zone) {
    return Offsets.of(new Period(from, to, ZoneId.of(zone)));
  }
}
