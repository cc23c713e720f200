package io.millrace.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTextTest {

  private final CaseReport work =
      CaseReport.of(
          Case.WEBHOOK_64,
          List.of(
              Examples.sample(1, Contender.MILLRACE, 400),
              Examples.sample(1, Contender.EXPRESS, 100),
              Examples.sample(1, Contender.LIMIT, 440),
              Examples.sample(2, Contender.MILLRACE, 660),
              Examples.sample(2, Contender.EXPRESS, 110),
              Examples.sample(2, Contender.LIMIT, 600)));

  private final Report report =
      new Report(Map.of("machine", "2 cores"), 2, 8, 3, List.of("no baseline: why"), List.of(work));

  @Test
  void text_tellsRatiosAndWhichTargetsAreMet() {
    assertThat(ReportText.of(report).lines())
        .contains(
            "machine      2 cores",
            "note         no baseline: why",
            "== webhook-64: webhook of 1 KiB, signed (github), accepted; closed loop, 64 connections",
            "   Millrace  cores/MB: kafka 0.25/300, others 0.50, generator 0.20",
            "   Millrace : Express  rate  min 4.00  median 5.00  max 6.00",
            "   P1   >= 5 x Express               met: 5.00",
            "   P1   >= 1.7 x Fastify             not measured",
            "   P1   >= 0.85 x limit              met: 1.00")
        .anyMatch(
            line ->
                line.startsWith("   Millrace        530         (400 - 660)")
                    && line.endsWith("      2   0.95     300"));
  }

  @Test
  void text_tellsWhatIsNotMet() {
    CaseReport slow =
        CaseReport.of(
            Case.RECEIPT_500,
            List.of(
                Examples.sample(1, Contender.MILLRACE, 500),
                Examples.sample(1, Contender.EXPRESS, 500)));
    assertThat(ReportText.of(new Report(Map.of(), 1, 8, 3, List.of(), List.of(slow))).lines())
        .contains(
            "   P3   answer p95 < 3 ms            met: 2.00",
            "   P3   answer p99 < 10 ms           met: 3.00",
            "   Millrace : Express  p99   min 1.00  median 1.00  max 1.00  (of times: below 1 is"
                + " faster)");
    assertThat(Case.RECEIPT.targets().get(0).isMet(8.99)).isFalse();
    assertThat(Case.PRODUCT.targets().get(1).isMet(3)).isFalse();
  }

  @Test
  void json_hasEverySampleAndVerdict() {
    JsonNode json = JsonMapper.builder().build().valueToTree(report);
    JsonNode only = json.get("cases").get(0);
    assertThat(only.get("samples")).hasSize(6);
    assertThat(only.get("targets").get(0).get("met").asBoolean()).isTrue();
    assertThat(only.get("targets").get(1).get("measured").isNull()).isTrue();
    assertThat(only.get("ratios").get(0).get("ratio").get("median").asDouble()).isEqualTo(5);
  }
}
