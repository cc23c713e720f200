package io.millrace.loadtest;

import java.time.Duration;
import java.util.Objects;

/**
 * What a scenario needs to know. Gatling makes the scenario itself, so it is handed over in system
 * properties.
 *
 * @param url where ingest-api is
 * @param apiKey a key with scope write
 * @param users users at once
 * @param duration how long
 */
public record LoadSettings(String url, String apiKey, int users, Duration duration) {

  private static final String PREFIX = "millrace.load.";

  void toSystemProperties() {
    System.setProperty(PREFIX + "url", url);
    System.setProperty(PREFIX + "key", apiKey);
    System.setProperty(PREFIX + "users", Integer.toString(users));
    System.setProperty(PREFIX + "seconds", Long.toString(duration.toSeconds()));
  }

  public static LoadSettings fromSystemProperties() {
    return new LoadSettings(
        property("url"),
        property("key"),
        Integer.parseInt(property("users")),
        Duration.ofSeconds(Long.parseLong(property("seconds"))));
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(PREFIX + name), PREFIX + name);
  }
}
