package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.core.Predef$;
import io.gatling.core.config.GatlingConfiguration$;
import io.millrace.loadtest.run.LoadSettings;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {

  private static final String HERE = "http://localhost:1";

  /** As Gatling does before it makes a simulation. */
  @BeforeAll
  static void configureGatling() {
    Predef$.MODULE$._configuration_$eq(GatlingConfiguration$.MODULE$.load());
  }

  @ParameterizedTest
  @EnumSource
  void simulation_canBeMade_atARate(Scenario scenario) throws ReflectiveOperationException {
    settings(50).toSystemProperties();
    assertThat(scenario.simulation().getConstructor().newInstance()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void simulation_canBeMade_forUsersThatWait(Scenario scenario)
      throws ReflectiveOperationException {
    if (scenario.takesMax()) {
      settings(0).toSystemProperties();
      assertThat(scenario.simulation().getConstructor().newInstance()).isNotNull();
    }
  }

  @Test
  void gatling_callsNobody() {
    var configuration = GatlingConfiguration$.MODULE$.load();
    assertThat(configuration.http().warmUpUrl().isEmpty()).isTrue();
    assertThat(configuration.data().enableAnalytics()).isFalse();
  }

  private static LoadSettings settings(double rate) {
    return new LoadSettings(
        HERE, HERE, "key", 2, rate, Duration.ofSeconds(1), Duration.ofSeconds(24));
  }
}
