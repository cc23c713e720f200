package io.millrace.loadtest.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.prove.fault.Fault;
import io.millrace.loadtest.prove.fault.Impact;
import io.millrace.loadtest.prove.ledger.Checker;
import io.millrace.loadtest.prove.ledger.Evidence;
import io.millrace.loadtest.prove.ledger.RunBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProofTest {

  private static final Fault FAULT = Fault.parse("kill:projection-store");

  private final Evidence evidence = new RunBuilder().build();

  @Test
  void passed_letsReadsFailOnlyWhereNoProcessIsLeft() {
    assertThat(proof(Map.of(), List.of()).answered().passed()).isTrue();
    assertThat(proof(Map.of(), List.of("/api/stock: 503")).answered().passed()).isTrue();
    Map<String, Integer> two = Map.of("projection-store", 2);
    assertThat(proof(two, List.of()).answered().passed()).isTrue();
    assertThat(proof(two, List.of("/api/stock: 503")).answered().passed()).isFalse();
  }

  @Test
  void passed_needsEveryFaultDoneAndGotOver() {
    Proof proof = proof(Map.of(), List.of());
    assertThat(proof.verdict().passed()).isTrue();
    assertThat(proof.recovery().offences())
        .containsExactly(
            "kill:projection-store: not fresh again within 60 s; only []",
            "kill:projection-store: not done, time was up");
    assertThat(proof.passed()).isFalse();
    assertThat(Report.text(proof, evidence))
        .contains("30 reads")
        .endsWith("FAIL (seed 1, 1 faults)");
  }

  private Proof proof(Map<String, Integer> instances, List<String> failedReads) {
    Impact impact = new Impact(FAULT, Map.of(), 0, OptionalLong.empty(), Map.of());
    return new Proof(
        1,
        List.of(FAULT, FAULT),
        List.of(impact),
        1.5,
        Duration.ofSeconds(1),
        List.of(),
        instances,
        30,
        failedReads,
        Checker.check(evidence));
  }
}
