package io.millrace.ingest.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AiTermsTest {

  private final AiTerms defaults =
      AiTerms.parse(
          Map.of("ai-priorities", "high,normal,low", "ai-tokens", "500/1m", "ai-cost", "off"));

  @Test
  void plan_changesWhatItNames_andLeavesTheRest() {
    AiTerms terms =
        AiTerms.parse(Map.of("ai-priorities", "low, normal", "ai-cost", "5.25/1d", "chat", "1/1m"))
            .or(defaults);

    assertThat(terms.require(AiLane.LOW)).isEqualTo(AiLane.LOW);
    assertThatThrownBy(() -> terms.require(AiLane.HIGH))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().status()).isEqualTo(403);
              assertThat(refusal.problem().code()).isEqualTo("priority-not-allowed");
            });
    assertThat(terms.tokens()).isEqualTo(500);
    assertThat(terms.cost()).isEqualTo(5_250_000);
    assertThat(AiTerms.parse(Map.of("ai-tokens", "off")).or(defaults).tokens())
        .isEqualTo(AiTerms.UNLIMITED);
  }

  @Test
  void usual_isNormalOrTheNextThatIsAllowed() {
    assertThat(defaults.usual()).isEqualTo(AiLane.NORMAL);
    assertThat(AiTerms.parse(Map.of("ai-priorities", "low,high")).usual()).isEqualTo(AiLane.LOW);
    assertThat(AiTerms.parse(Map.of("ai-priorities", "high")).usual()).isEqualTo(AiLane.HIGH);
  }

  @Test
  void parse_refusesWhatIsNone() {
    for (Map<String, String> wrong :
        List.of(
            Map.of("ai-priorities", "urgent"),
            Map.of("ai-priorities", ""),
            Map.of("ai-tokens", "20000/1h"),
            Map.of("ai-tokens", "0/1m"),
            Map.of("ai-cost", "5"),
            Map.of("ai-cost", "-1/1d"),
            Map.of("ai-cost", "0.0000001/1d"))) {
      assertThatThrownBy(() -> AiTerms.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected");
      assertThat(Plans.wrong(wrong)).contains("expected");
    }
  }
}
