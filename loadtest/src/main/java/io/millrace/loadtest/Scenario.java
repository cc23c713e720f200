package io.millrace.loadtest;

import io.gatling.javaapi.core.Simulation;
import io.millrace.loadtest.receipt.CreateReceipt;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** The scenarios, by the name users type. */
enum Scenario {
  CREATE_RECEIPT(CreateReceipt.class);

  private final Class<? extends Simulation> simulation;

  Scenario(Class<? extends Simulation> simulation) {
    this.simulation = simulation;
  }

  Class<? extends Simulation> simulation() {
    return simulation;
  }

  static Scenario of(String name) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    name
                        + " (expected: "
                        + Arrays.stream(values())
                            .map(Scenario::toString)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
