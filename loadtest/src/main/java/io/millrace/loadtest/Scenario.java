package io.millrace.loadtest;

import io.gatling.javaapi.core.Simulation;
import io.millrace.loadtest.receipt.CreateReceipt;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/** The scenarios, by the name users type. */
enum Scenario {
  CREATE_RECEIPT(CreateReceipt.class, "max");

  private final Class<? extends Simulation> simulation;
  private final String rate;

  Scenario(Class<? extends Simulation> simulation, String rate) {
    this.simulation = simulation;
    this.rate = rate;
  }

  Class<? extends Simulation> simulation() {
    return simulation;
  }

  /** The rate unless the user says another. */
  String rate() {
    return rate;
  }

  static Scenario of(String name) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(name + " (expected: " + names() + ")"));
  }

  static String names() {
    return Arrays.stream(values()).map(Scenario::toString).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
