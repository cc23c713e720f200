package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderCircuitTest {

  private static final Duration OPEN = Duration.ofSeconds(60);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Exception FAILURE = new IllegalStateException("broken");

  private final TestClock clock = new TestClock();
  private final ProviderCircuit circuit =
      new ProviderCircuit("p", CircuitPolicy.of("failures=5,open=60s,successes=2"), clock);

  /** F fails, S succeeds, C is cancelled. */
  @ParameterizedTest
  @CsvSource({
    "FFFF, CLOSED",
    "FFFFF, OPEN",
    "FFFFS, CLOSED",
    "FFFFSF, CLOSED",
    "FFFFSFFFF, CLOSED",
    "FFFFSFFFFF, OPEN",
    "FFFFCCF, OPEN",
    "CCCCCCC, CLOSED"
  })
  void closed_opensAtTheFifthFailureInARow(String calls, Circuit expected) {
    all(calls);
    assertThat(circuit.state()).isEqualTo(expected);
  }

  @Test
  void open_letsNothingThroughFor60Seconds() {
    all("FFFFF");
    assertThat(circuit.tryCall()).isNull();
    assertThat(circuit.closedFor()).isEqualTo(OPEN.plus(MOMENT));
    clock.move(OPEN);
    assertThat(circuit.tryCall()).isNull();
    assertThat(circuit.closedFor()).isEqualTo(MOMENT);
    clock.move(MOMENT);
    assertThat(circuit.closedFor()).isZero();
    assertThat(circuit.tryCall()).isNotNull();
    assertThat(circuit.state()).isEqualTo(Circuit.HALF_OPEN);
  }

  @ParameterizedTest
  @CsvSource({
    "S, HALF_OPEN",
    "SS, CLOSED",
    "SF, OPEN",
    "F, OPEN",
    "C, HALF_OPEN",
    "CCCSCS, CLOSED",
    "SCF, OPEN"
  })
  void halfOpen_needsTwoSuccessesAndNoFailure(String calls, Circuit expected) {
    halfOpen();
    all(calls);
    assertThat(circuit.state()).isEqualTo(expected);
  }

  /** Both at once, ending in this order. */
  @ParameterizedTest
  @CsvSource({"SS, CLOSED", "SF, OPEN", "FS, OPEN", "FF, OPEN", "CF, OPEN", "CS, HALF_OPEN"})
  void halfOpen_letsTwoThroughAtOnce(String ends, Circuit expected) {
    halfOpen();
    ProviderCircuit.Call first = call();
    ProviderCircuit.Call second = call();
    assertThat(circuit.tryCall()).isNull();
    assertThat(circuit.closedFor()).isEqualTo(ProviderCircuit.TRIAL);
    end(first, ends.charAt(0));
    end(second, ends.charAt(1));
    assertThat(circuit.state()).isEqualTo(expected);
  }

  @Test
  void halfOpen_letsAnotherThrough_whenOneIsCancelled() {
    halfOpen();
    ProviderCircuit.Call first = call();
    call();
    first.ignored();
    first.ignored();
    assertThat(circuit.closedFor()).isZero();
    assertThat(circuit.tryCall()).isNotNull();
    assertThat(circuit.tryCall()).isNull();
  }

  @Test
  void open_isOpenForAnother60Seconds_afterAFailedTrial() {
    halfOpen();
    all("F");
    assertThat(circuit.closedFor()).isEqualTo(OPEN.plus(MOMENT));
    clock.move(OPEN.plus(MOMENT));
    all("SS");
    assertThat(circuit.state()).isEqualTo(Circuit.CLOSED);
  }

  @Test
  void lateEnd_ofACallFromBefore_changesNothing() {
    ProviderCircuit.Call fails = call();
    ProviderCircuit.Call succeeds = call();
    ProviderCircuit.Call ignored = call();
    halfOpen();
    ProviderCircuit.Call trial = call();
    fails.failed(FAILURE);
    succeeds.succeeded();
    ignored.ignored();
    assertThat(circuit.state()).isEqualTo(Circuit.HALF_OPEN);
    call();
    assertThat(circuit.tryCall()).isNull();
    trial.succeeded();
    assertThat(circuit.state()).isEqualTo(Circuit.HALF_OPEN);
  }

  @Test
  void call_endsOnce() {
    all("FFFF");
    ProviderCircuit.Call call = call();
    call.succeeded();
    call.failed(FAILURE);
    assertThat(circuit.state()).isEqualTo(Circuit.CLOSED);
    all("FFFFF");
    assertThat(circuit.state()).isEqualTo(Circuit.OPEN);
  }

  private void halfOpen() {
    all("FFFFF");
    clock.move(OPEN.plus(MOMENT));
  }

  private void all(String calls) {
    calls.chars().forEach(end -> end(call(), (char) end));
  }

  private ProviderCircuit.Call call() {
    return Objects.requireNonNull(circuit.tryCall());
  }

  private static void end(ProviderCircuit.Call call, char end) {
    switch (end) {
      case 'S' -> call.succeeded();
      case 'F' -> call.failed(FAILURE);
      default -> call.ignored();
    }
  }
}
