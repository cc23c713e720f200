package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.platform.Balancer;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.prove.sender.Attempt.Outcome;
import io.millrace.schemas.event.Position;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Sends a request, and sends it again, the same, until it is acknowledged. */
final class Sender {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 5;

  private final Balancer balancer;
  private final Journal journal;

  Sender(Journal journal, Balancer balancer) {
    this.journal = journal;
    this.balancer = balancer;
  }

  /** Empty when it was refused, or time was up. */
  Optional<Acknowledgement> send(Request request, BooleanSupplier timeIsUp)
      throws InterruptedException {
    for (int number = 1; !timeIsUp.getAsBoolean(); number++) {
      long began = journal.now();
      HttpResponse<String> response = attempt(request.http());
      Outcome outcome = outcome(response);
      journal.attempted(new Attempt(request.sent().kind(), number, began, journal.now(), outcome));
      if (response != null && outcome == Outcome.ACKNOWLEDGED) {
        return Optional.of(new Acknowledgement(request.sent(), position(response), began));
      }
      if (response != null && outcome == Outcome.REFUSED) {
        journal.refused(request.sent().id() + ": " + response.statusCode() + " " + response.body());
        return Optional.empty();
      }
      Thread.sleep(pause(response, number).toMillis());
    }
    return Optional.empty();
  }

  /** Sends what makes something: done when it is there. Keeps no journal. */
  void make(HttpRequest request, BooleanSupplier timeIsUp) throws InterruptedException {
    for (int number = 1; !timeIsUp.getAsBoolean(); number++) {
      HttpResponse<String> response = attempt(request);
      if (response != null && (response.statusCode() == 409 || response.statusCode() / 100 == 2)) {
        return;
      }
      Thread.sleep(pause(response, number).toMillis());
    }
    throw new PlatformException("cannot make " + request.uri());
  }

  private @Nullable HttpResponse<String> attempt(HttpRequest request) throws InterruptedException {
    try {
      return balancer.send(request);
    } catch (IOException e) {
      return null;
    }
  }

  private static Outcome outcome(@Nullable HttpResponse<String> response) {
    if (response == null || response.statusCode() == 429 || response.statusCode() >= 500) {
      return Outcome.FAILED;
    }
    return response.statusCode() / 100 == 2 ? Outcome.ACKNOWLEDGED : Outcome.REFUSED;
  }

  private static Position position(HttpResponse<String> response) {
    try {
      return Position.parse(JSON.readTree(response.body()).path("position").asString());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "an acknowledgement without a position: " + response.body(), e);
    }
  }

  /** As long as the platform asks for, within reason; else longer each time. */
  private static Duration pause(@Nullable HttpResponse<String> response, int number) {
    Duration pause =
        response == null
            ? FIRST_PAUSE.multipliedBy(1L << Math.min(number - 1, MOST_DOUBLINGS))
            : response
                .headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(FIRST_PAUSE);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }
}
