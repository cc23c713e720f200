package io.millrace.loadtest.health;

import static io.gatling.javaapi.http.HttpDsl.http;

import io.millrace.loadtest.run.LoadSimulation;

/** Monitors that ask ingest-api for its health. */
public final class HealthChecks extends LoadSimulation {

  public static final String NAME = "health";

  public HealthChecks() {
    run(counted(NAME, http(NAME).get("/api/health"), 200));
  }
}
