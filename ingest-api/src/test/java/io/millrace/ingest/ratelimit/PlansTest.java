package io.millrace.ingest.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.config.v1.Plan;
import io.millrace.schemas.event.Timestamps;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PlansTest {

  private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

  private final Moving clock = new Moving();
  private final LimitSettings settings =
      new LimitSettings("30/1m", "20/1m", "100/1m", "off", "off", "off");
  private final Plans plans =
      new Plans(settings, new AiLimitSettings("high,normal,low", "off", "off"), clock);

  private static final class Moving extends Clock {
    private Instant now = END.minus(Duration.ofDays(1));

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void of_holdsUntilThePlanExpires() {
    Plan trial = plan("trial", "60/1m", END);
    plans.apply("trial", trial);
    String withPlan = chat(plans.of("acme"));
    assertThat(withPlan).isNotEqualTo(chat(settings.rates()));
    assertThat(chat(plans.of("other", "trial"))).isEqualTo(withPlan);
    assertThat(plans.expired(trial)).isFalse();

    clock.now = END;
    assertThat(chat(plans.of("acme"))).isEqualTo(chat(settings.rates()));
    assertThat(chat(plans.of("other", "trial"))).isEqualTo(chat(settings.rates()));
    assertThat(plans.expired(trial)).isTrue();
  }

  @Test
  void of_prefersThePlanThatHoldsLonger() {
    plans.apply("a", plan("a", "60/1m", END));
    plans.apply("b", plan("b", "90/1m", null));
    clock.now = END;
    plans.apply("c", plan("c", "70/1m", END));
    assertThat(plans.of("acme").of(LimitKind.CHAT))
        .isEqualTo(
            Rates.parse(java.util.Map.of("chat", "90/1m")).or(settings.rates()).of(LimitKind.CHAT));
  }

  private static String chat(Rates rates) {
    return String.valueOf(rates.of(LimitKind.CHAT));
  }

  private static Plan plan(String name, String chat, Instant end) {
    Plan.Builder plan = Plan.newBuilder().setPlan(name).putLimits("chat", chat).addTenants("acme");
    return end == null ? plan.build() : plan.setExpiresAt(Timestamps.of(end)).build();
  }
}
