package io.millrace.infra.embedded;

import java.util.Locale;
import java.util.Map;

/** Where Kafka, PostgreSQL and Redis come from. */
public enum StackKind {
  /** From Maven artifacts, run by us. */
  EMBEDDED,
  /** From images, run by a Docker engine. */
  CONTAINERS,
  /** From settings; somebody else runs them. */
  EXTERNAL;

  /** The variable that chooses. */
  public static final String VARIABLE = "MILLRACE_STACK";

  /**
   * What the settings choose.
   *
   * @throws IllegalArgumentException if they name no kind
   */
  public static StackKind of(Map<String, String> settings) {
    String kind = settings.getOrDefault(VARIABLE, "");
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "", "embedded" -> EMBEDDED;
      case "containers" -> CONTAINERS;
      case "external" -> EXTERNAL;
      default ->
          throw new IllegalArgumentException(
              VARIABLE + ": " + kind + " (expected: embedded, containers or external)");
    };
  }
}
