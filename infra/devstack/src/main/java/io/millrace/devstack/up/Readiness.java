package io.millrace.devstack.up;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks an app whether it is ready. */
final class Readiness {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int OK = 200;
  private static final int REASON_LENGTH = 300;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /**
   * An answer.
   *
   * @param ready whether it serves
   * @param reason why not, as far as it says
   */
  record Answer(boolean ready, String reason) {}

  Answer of(Instance instance) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.port() + "/ready"))
            .timeout(TIMEOUT)
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(
          response.statusCode() == OK,
          response.statusCode() + " " + shorten(response.body().strip()));
    } catch (IOException e) {
      return new Answer(false, "no answer yet");
    }
  }

  private static String shorten(String text) {
    return text.length() <= REASON_LENGTH ? text : text.substring(0, REASON_LENGTH) + "...";
  }
}
