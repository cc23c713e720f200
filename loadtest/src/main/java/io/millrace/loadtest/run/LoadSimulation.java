package io.millrace.loadtest.run;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;

/**
 * A simulation that counts in {@link Figures}. With a rate, arrivals do not wait for answers (open
 * model); without, each user waits for its answer (closed model).
 */
public abstract class LoadSimulation extends Simulation {

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final String MILLIS = "millis";
  private static final String STATUS = "status";
  private static final int TOO_MANY = 429;

  private final LoadSettings settings = LoadSettings.fromSystemProperties();

  protected final LoadSettings settings() {
    return settings;
  }

  /** Puts there what the scenario needs, before the load begins. */
  protected void prepare() throws InterruptedException {}

  @Override
  public final void before() {
    try {
      prepare();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    Figures.current().begin(settings.warmUp());
  }

  /** Everyone does this: over and over, or once for each arrival. */
  protected final void run(ChainBuilder chain) {
    run(population(chain, settings.rate()));
  }

  /** Several kinds of arrivals at once. */
  protected final void run(PopulationBuilder... populations) {
    setUp(populations).protocols(protocol()).maxDuration(settings.total().plus(GRACE));
  }

  /** Arrivals at a rate a second, or users over and over where it is 0. */
  private PopulationBuilder population(ChainBuilder chain, double rate) {
    return rate > 0
        ? scenario("arrivals")
            .exec(chain)
            .injectOpen(constantUsersPerSec(rate).during(settings.total()))
        : scenario("users")
            .during(settings.total(), false)
            .on(chain)
            .injectOpen(atOnceUsers(settings.users()));
  }

  private HttpProtocolBuilder protocol() {
    HttpProtocolBuilder protocol =
        http.baseUrl(settings.url())
            .header("Authorization", "Bearer " + settings.apiKey())
            .contentTypeHeader("application/json")
            .acceptHeader("application/json");
    return settings.rate() > 0 ? protocol.shareConnections() : protocol;
  }

  /** Where a read route is. */
  protected final String read(String path) {
    return settings.readUrl() + path;
  }

  /** Sends a request, which is right when it has this status. */
  protected static ChainBuilder counted(
      String name, HttpRequestActionBuilder request, int expected) {
    return exec(request.check(
            status().saveAs(STATUS), responseTimeInMillis().saveAs(MILLIS), status().is(expected)))
        .exec(session -> count(name, session));
  }

  /** As {@link #counted}; a refusal with 429 that says when to come back is right too. */
  protected static ChainBuilder countedOrLimited(
      String name, HttpRequestActionBuilder request, int expected) {
    return exec(request
            .check(
                status().saveAs(STATUS),
                responseTimeInMillis().saveAs(MILLIS),
                status().in(expected, TOO_MANY))
            .checkIf((response, session) -> response.status().code() == TOO_MANY)
            .then(header("Retry-After").exists()))
        .exec(session -> count(name, session));
  }

  private static Session count(String name, Session session) {
    Figures figures = Figures.current();
    if (!session.contains(STATUS)) {
      figures.failed(name, "no answer");
    } else if (session.isFailed()) {
      figures.failed(name, "a wrong answer with status " + session.getInt(STATUS));
    } else if (session.getInt(STATUS) == TOO_MANY) {
      figures.limited(name);
    } else {
      figures.accepted(name, session.getInt(MILLIS));
    }
    return session.removeAll(STATUS, MILLIS).markAsSucceeded();
  }
}
