package io.millrace.projection.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.projection.http.Params;
import io.millrace.projection.http.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.reactive.function.server.MockServerRequest;

class PeriodTest {

  private static final Instant NOW = Instant.parse("2026-03-29T12:07:00Z");
  private static final ZoneId TASHKENT = ZoneId.of("Asia/Tashkent");

  private static Params params(String... namesAndValues) {
    MockServerRequest.Builder request = MockServerRequest.builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      request.queryParam(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Params(request.build());
  }

  private static Period month(Params params) {
    return Period.of(params, TASHKENT, Period.Default.lastMonth(NOW, TASHKENT));
  }

  @Test
  void of_absentBounds_areTheDefaults() {
    assertThat(month(params()))
        .isEqualTo(
            new Period(
                Instant.parse("2026-02-27T19:00:00Z"),
                Instant.parse("2026-03-29T19:00:00Z"),
                TASHKENT));
    Period.Default day = Period.Default.lastDay(NOW, ZoneOffset.UTC);
    assertThat(Period.of(params(), ZoneOffset.UTC, day))
        .isEqualTo(
            new Period(
                Instant.parse("2026-03-28T13:00:00Z"),
                Instant.parse("2026-03-29T13:00:00Z"),
                ZoneOffset.UTC));
  }

  @Test
  void of_onlyTo_reachesBackFromThere() {
    assertThat(month(params("to", "2011-01-01")).from()).isEqualTo("2010-12-01T19:00:00Z");
  }

  @Test
  void of_plainDatesAreDaysOfTheZone_andAPlusMayBeASpace() {
    Period period = month(params("from", "2010-12-01", "to", "2010-12-02T00:00:00 05:00"));
    assertThat(period.from()).isEqualTo("2010-11-30T19:00:00Z");
    assertThat(period.to()).isEqualTo("2010-12-01T19:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "2010-12-01T08:00:00",
        "2010-02-30",
        "20101201",
        "+999999999-01-01T00:00Z",
        "0000-01-01"
      })
  void of_whatIsNoTime_isRefused(String time) {
    assertThatThrownBy(() -> month(params("from", time)))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().parameter()).isEqualTo("from"));
  }

  @Test
  void of_toWithNothingBeforeIt_isRefused() {
    assertThatThrownBy(() -> month(params("to", "0001-01-03")))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problem().parameter()).isEqualTo("to"));
    assertThat(month(params("from", "0001-01-03T00:00:00Z", "to", "0001-01-04")).from())
        .isEqualTo("0001-01-03T00:00:00Z");
  }

  @Test
  void snapped_movesBoundsOutwards() {
    Period period =
        new Period(
                Instant.parse("1969-12-31T23:59:59Z"),
                Instant.parse("2026-01-01T10:15:00.001Z"),
                ZoneOffset.UTC)
            .snapped(Duration.ofMinutes(15));
    assertThat(period.from()).isEqualTo("1969-12-31T23:45:00Z");
    assertThat(period.to()).isEqualTo("2026-01-01T10:30:00Z");
    assertThat(period.snapped(Duration.ofMinutes(15))).isEqualTo(period);
  }

  @Test
  void utcDays_onlyWhereTheZoneIsAtZeroThroughout() {
    ZoneId london = ZoneId.of("Europe/London");
    Instant january = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(new Period(january, Instant.parse("2026-03-29T00:00:00Z"), london).utcDays())
        .isTrue();
    assertThat(new Period(january, Instant.parse("2026-03-30T00:00:00Z"), london).utcDays())
        .isFalse();
    assertThat(new Period(january, Instant.parse("2026-01-02T00:15:00Z"), london).utcDays())
        .isFalse();
    assertThat(new Period(january, Instant.parse("2026-01-02T00:00:00Z"), TASHKENT).utcDays())
        .isFalse();
  }
}
