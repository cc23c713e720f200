package io.millrace.loadtest.receipt;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.millrace.loadtest.Figures;
import io.millrace.loadtest.LoadSettings;
import java.time.Clock;
import java.time.Duration;

/** Tills that write receipts of three lines, each as soon as its last one is accepted. */
public final class CreateReceipt extends Simulation {

  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final String MILLIS = "millis";

  public CreateReceipt() {
    LoadSettings settings = LoadSettings.fromSystemProperties();
    ReceiptGenerator receipts = new ReceiptGenerator(System.nanoTime(), Clock.systemUTC());
    setUp(
            scenario("tills")
                .during(settings.duration(), false)
                .on(
                    exec(http("create-receipt")
                            .post("/api/receipts")
                            .body(StringBody(session -> receipts.next().json()))
                            .check(status().is(202), responseTimeInMillis().saveAs(MILLIS)))
                        .exec(CreateReceipt::count))
                .injectOpen(atOnceUsers(settings.users())))
        .protocols(
            http.baseUrl(settings.url())
                .header("Authorization", "Bearer " + settings.apiKey())
                .contentTypeHeader("application/json")
                .acceptHeader("application/json"))
        .maxDuration(settings.duration().plus(GRACE));
  }

  private static Session count(Session session) {
    if (session.isFailed()) {
      Figures.current().failed();
    } else {
      Figures.current().accepted(session.getInt(MILLIS));
    }
    return session.markAsSucceeded();
  }
}
