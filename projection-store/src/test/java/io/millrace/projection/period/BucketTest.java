package io.millrace.projection.period;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketTest {

  @ParameterizedTest
  @CsvSource({
    "Europe/London, 2026-03-29, 23",
    "Europe/London, 2026-10-25, 25",
    "Asia/Tashkent, 2026-03-29, 24",
    "Asia/Kathmandu, 2026-03-29, 24",
    "America/Sao_Paulo, 2018-11-04, 23",
    "Australia/Lord_Howe, 2026-04-05, 24",
  })
  void starts_dayHasTheHoursTheZoneGivesIt(ZoneId zone, LocalDate day, int hours) {
    Instant from = day.atStartOfDay(zone).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
    assertThat(Bucket.DAY.starts(from, to, zone)).containsExactly(from);
    List<Instant> starts = Bucket.HOUR.starts(from, to, zone);
    assertThat(starts).hasSize(hours).isSorted().doesNotHaveDuplicates();
    assertThat(starts.get(0)).isEqualTo(from);
  }

  @Test
  void starts_hoursOfAZoneOffByAQuarter_beginOnItsHours() {
    assertThat(
            Bucket.HOUR.starts(
                Instant.parse("2026-03-29T00:30:00Z"),
                Instant.parse("2026-03-29T02:00:00Z"),
                ZoneId.of("Asia/Kathmandu")))
        .containsExactly(
            Instant.parse("2026-03-29T00:15:00Z"), Instant.parse("2026-03-29T01:15:00Z"));
  }

  @Test
  void start_hourThatComesTwice_isTwoBuckets() {
    ZoneId london = ZoneId.of("Europe/London");
    Instant first = Instant.parse("2026-10-25T00:30:00Z");
    Instant second = Instant.parse("2026-10-25T01:30:00Z");
    assertThat(Bucket.HOUR.start(first, london)).isEqualTo("2026-10-25T00:00:00Z");
    assertThat(Bucket.HOUR.start(second, london)).isEqualTo("2026-10-25T01:00:00Z");
  }
}
