package io.millrace.devstack.e2e;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** Asks the model through instances of ingest-api, once: each time as another user. */
final class AiSender {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Executor AGAIN = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger users = new AtomicInteger();

  CompletableFuture<HttpResponse<String>> ask(
      String url, String id, String priority, String prompt) {
    return post(
        url + "/api/ai/requests",
        Map.of("requestId", id, "priority", priority, "messages", messages(prompt)));
  }

  /** As OpenAI's clients do, with a stream; they ask again after a 503, here by a name. */
  CompletableFuture<HttpResponse<String>> stream(
      String url, String id, String priority, String prompt) {
    return post(
            url + "/v1/chat/completions",
            Map.of("model", "default", "stream", true, "messages", messages(prompt)),
            "X-Priority",
            priority,
            "Idempotency-Key",
            id)
        .thenCompose(
            response ->
                response.statusCode() == 503
                    ? CompletableFuture.supplyAsync(() -> id, AGAIN)
                        .thenCompose(same -> stream(url, same, priority, prompt))
                    : CompletableFuture.completedFuture(response));
  }

  CompletableFuture<HttpResponse<String>> chat(String url, String session, String prompt) {
    return post(url + "/api/chat", Map.of("sessionId", session, "message", prompt));
  }

  private static List<Map<String, String>> messages(String prompt) {
    return List.of(Map.of("role", "user", "content", prompt));
  }

  private CompletableFuture<HttpResponse<String>> post(String url, Object body, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer demo-key")
            .header("X-User-Id", "asks-" + users.incrementAndGet())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    if (more.length > 0) {
      request.headers(more);
    }
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }
}
