package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.Target.Verdict;
import io.millrace.loadtest.run.FiguresFixture;
import io.millrace.loadtest.run.LoadSettings;
import io.millrace.loadtest.run.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TargetTest {

  private static final String SALE = "create-receipt";

  @Test
  void verdict_isMet_whenRateAndTimesAreReached() {
    Outcome fast = outcome(0, 600, 40, 0);
    assertThat(Targets.createReceipt().get(0).verdict(fast)).isEqualTo(Verdict.MET);
    assertThat(Targets.createReceipt().get(0).text(fast)).startsWith("met         seed check:");
  }

  @Test
  void verdict_isMissed_whenEitherIsNot() {
    Target target = Targets.createReceipt().get(0);
    assertThat(target.verdict(outcome(0, 600, 100, 0))).isEqualTo(Verdict.MISSED);
    assertThat(target.verdict(outcome(0, 500, 40, 0))).isEqualTo(Verdict.MISSED);
  }

  @Test
  void verdict_isNotJudged_forAnotherKindOfRun() {
    Target atMost = Targets.createReceipt().get(0);
    Target open = Targets.createReceipt().get(1);
    assertThat(atMost.verdict(outcome(500, 500, 1, 0))).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(open.text(outcome(0, 500, 1, 0))).endsWith("; run with --rate 500");
    assertThat(open.verdict(outcome(500, 500, 1, 0))).isEqualTo(Verdict.MET);
  }

  @Test
  void verdict_isMissed_whenLessThanTheRateWasAccepted() {
    Target open = Targets.createReceipt().get(1);
    assertThat(open.verdict(outcome(500, 400, 1, 0))).isEqualTo(Verdict.MISSED);
  }

  @Test
  void errors_mayBeOneInAThousandAtMost() {
    assertThat(Targets.errors().verdict(outcome(0, 9_999, 1, 1))).isEqualTo(Verdict.MET);
    assertThat(Targets.errors().verdict(outcome(0, 999, 1, 1))).isEqualTo(Verdict.MISSED);
  }

  @Test
  void limits_areJudged_onlyWhenMoreWasAskedForThanTheyLetThrough() {
    Target messages = Targets.chatAi().get(1);
    assertThat(messages.verdict(chat(250))).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(messages.verdict(chat(400))).isEqualTo(Verdict.MISSED);
  }

  private static Outcome chat(int accepted) {
    LoadSettings settings =
        new LoadSettings("", "", "", 64, 20, Duration.ZERO, Duration.ofSeconds(1));
    return new Outcome(FiguresFixture.of("chat-message", accepted, 1, 0), settings);
  }

  private static Outcome outcome(double rate, int accepted, int millis, int errors) {
    LoadSettings settings =
        new LoadSettings("", "", "", 64, rate, Duration.ZERO, Duration.ofSeconds(1));
    return new Outcome(FiguresFixture.of(SALE, accepted, millis, errors), settings);
  }
}
