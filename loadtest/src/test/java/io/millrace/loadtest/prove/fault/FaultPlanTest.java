package io.millrace.loadtest.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

  @Test
  void of_doesEachFaultOnceInEachRound() {
    List<Fault> plan = FaultPlan.of(Fault.all(), 3, 42);
    assertThat(plan).hasSize(42);
    for (int round = 0; round < 3; round++) {
      assertThat(plan.subList(14 * round, 14 * round + 14))
          .containsExactlyInAnyOrderElementsOf(Fault.all());
    }
    assertThat(plan.subList(0, 14)).isNotEqualTo(plan.subList(14, 28));
  }

  @Test
  void of_repeatsItselfForTheSameSeed() {
    assertThat(FaultPlan.of(Fault.all(), 2, 7)).isEqualTo(FaultPlan.of(Fault.all(), 2, 7));
    assertThat(FaultPlan.of(Fault.all(), 2, 7)).isNotEqualTo(FaultPlan.of(Fault.all(), 2, 8));
  }

  @Test
  void parse_readsWhatIsPrinted() {
    for (Fault fault : Fault.all()) {
      assertThat(Fault.parse(fault.toString())).isEqualTo(fault);
    }
  }

  @Test
  void parse_readsOutage() {
    assertThat(Fault.parse("outage:kafka")).hasToString("outage:kafka");
    assertThat(Fault.all()).doesNotContain(Fault.parse("outage:kafka"));
  }

  @Test
  void parse_refusesWhatThereIsNot() {
    assertThatThrownBy(() -> Fault.parse("kill:nginx")).hasMessageContaining("one of kafka");
    assertThatThrownBy(() -> Fault.parse("kafka")).hasMessageContaining("kill:NAME");
  }

  @Test
  void oneOfEach_killsAProcessOfEachApp() {
    Map<String, Integer> instances = Map.of("ingest-api", 2, "projection-store", 2);
    assertThat(Fault.oneOfEach(instances, 5)).isEqualTo(Fault.oneOfEach(instances, 5));
    List<String> killed =
        LongStream.range(0, 50)
            .boxed()
            .flatMap(seed -> Fault.oneOfEach(instances, seed).stream())
            .map(Fault::toString)
            .distinct()
            .sorted()
            .toList();
    assertThat(killed)
        .containsExactly(
            "kill:ai-worker",
            "kill:ingest-api",
            "kill:ingest-api-2",
            "kill:projection-store",
            "kill:projection-store-2",
            "kill:stream-processors");
  }
}
