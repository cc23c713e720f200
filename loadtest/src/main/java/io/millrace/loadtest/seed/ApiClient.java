package io.millrace.loadtest.seed;

import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.run.LoadSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Writes and reads data before a scenario begins; what is refused ends the run. */
public final class ApiClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(40);
  private static final Duration VISIBLE_LIMIT = Duration.ofSeconds(120);
  private static final int AT_ONCE = 32;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final int WAIT_SECONDS = 30;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final LoadSettings settings;
  private final Positions positions = new Positions();

  public ApiClient(LoadSettings settings) {
    this.settings = settings;
  }

  /** A request of the write API with a JSON body. */
  public record Write(String method, String path, String body) {}

  /** Sends all, some at once, and waits until each is answered with one of these statuses. */
  public void write(List<Write> writes, Set<Integer> expected) {
    for (int from = 0; from < writes.size(); from += AT_ONCE) {
      List<CompletableFuture<Void>> answers = new ArrayList<>();
      for (Write write : writes.subList(from, Math.min(from + AT_ONCE, writes.size()))) {
        answers.add(
            http.sendAsync(request(write), BodyHandlers.ofString())
                .thenAccept(answer -> check(write, answer, expected)));
      }
      answers.forEach(ApiClient::join);
    }
  }

  private HttpRequest request(Write write) {
    return HttpRequest.newBuilder(URI.create(settings.url() + write.path()))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + settings.apiKey())
        .header("Content-Type", "application/json")
        .method(write.method(), BodyPublishers.ofString(write.body()))
        .build();
  }

  private void check(Write write, HttpResponse<String> answer, Set<Integer> expected) {
    if (!expected.contains(answer.statusCode())) {
      throw refused(write.method() + " " + write.path(), answer);
    }
    positions.addAllOf(answer.body());
  }

  private static void join(CompletableFuture<Void> answer) {
    try {
      answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof PlatformException refused) {
        throw refused;
      }
      throw new PlatformException("cannot put the scenario's data there: " + e.getCause());
    }
  }

  /** Whether the read API has what a path names. */
  public boolean exists(String path) throws InterruptedException {
    return get(path, "").statusCode() == 200;
  }

  /** What the read API answers; it must be 200. */
  public String read(String path) throws InterruptedException {
    HttpResponse<String> answer = get(path, "");
    if (answer.statusCode() != 200) {
      throw refused("GET " + path, answer);
    }
    return answer.body();
  }

  /** Waits until a read route covers all that was written here. */
  public void awaitVisible(String path) throws InterruptedException {
    if (positions.isEmpty()) {
      return;
    }
    long end = System.nanoTime() + VISIBLE_LIMIT.toNanos();
    HttpResponse<String> answer = get(path, positions.readAfter());
    while (answer.statusCode() == GATEWAY_TIMEOUT && System.nanoTime() < end) {
      answer = get(path, positions.readAfter());
    }
    if (answer.statusCode() != 200) {
      throw refused("GET " + path, answer);
    }
  }

  private HttpResponse<String> get(String path, String readAfter) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.readUrl() + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + settings.apiKey());
    if (!readAfter.isEmpty()) {
      request.header("X-Read-After", readAfter).header("Prefer", "wait=" + WAIT_SECONDS);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new PlatformException("no answer from " + settings.readUrl() + ": " + e);
    }
  }

  private static PlatformException refused(String what, HttpResponse<String> answer) {
    return new PlatformException(what + ": " + answer.statusCode() + " " + answer.body());
  }
}
