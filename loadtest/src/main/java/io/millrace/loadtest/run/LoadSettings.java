package io.millrace.loadtest.run;

import java.time.Duration;
import java.util.Objects;

/**
 * What a scenario needs to know. Gatling makes the scenario itself, so it is handed over in system
 * properties.
 *
 * @param url where ingest-api is
 * @param readUrl where projection-store is
 * @param apiKey a key with the scopes the scenario needs
 * @param users users at once, in scenarios where each waits for its answer
 * @param rate requests a second, in scenarios where arrivals do not wait; 0 for as many as are
 *     taken
 * @param warmUp how long answers are not measured yet
 * @param duration how long they are
 */
public record LoadSettings(
    String url,
    String readUrl,
    String apiKey,
    int users,
    double rate,
    Duration warmUp,
    Duration duration) {

  private static final String PREFIX = "millrace.load.";

  /** For the simulation that Gatling makes in this process. */
  public void toSystemProperties() {
    System.setProperty(PREFIX + "url", url);
    System.setProperty(PREFIX + "read-url", readUrl);
    System.setProperty(PREFIX + "key", apiKey);
    System.setProperty(PREFIX + "users", Integer.toString(users));
    System.setProperty(PREFIX + "rate", Double.toString(rate));
    System.setProperty(PREFIX + "warm-up", warmUp.toString());
    System.setProperty(PREFIX + "duration", duration.toString());
  }

  public static LoadSettings fromSystemProperties() {
    return new LoadSettings(
        property("url"),
        property("read-url"),
        property("key"),
        Integer.parseInt(property("users")),
        Double.parseDouble(property("rate")),
        Duration.parse(property("warm-up")),
        Duration.parse(property("duration")));
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(PREFIX + name), PREFIX + name);
  }

  /** How long load is on the system, warm-up included. */
  public Duration total() {
    return warmUp.plus(duration);
  }
}
