package io.millrace.worker.completion;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that speaks OpenAI's protocol and does what the last message says: {@code delay 200},
 * {@code status 429}, {@code stall}, {@code body ...}; anything else is answered with {@code echo:
 * ...}.
 */
public final class FakeLlmServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicInteger mostLive = new AtomicInteger();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /** One call as it came in. */
  public record Call(String path, String authorization, JsonNode body) {

    public String prompt() {
      JsonNode messages = body.get("messages");
      return messages.get(messages.size() - 1).get("content").asString();
    }
  }

  public FakeLlmServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The most calls that were open at one time. */
  public int mostLive() {
    return mostLive.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    mostLive.accumulateAndGet(live.incrementAndGet(), Math::max);
    try (exchange) {
      Call call =
          new Call(
              exchange.getRequestURI().getPath(),
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
              JSON.readTree(exchange.getRequestBody().readAllBytes()));
      calls.add(call);
      act(exchange, call);
    } finally {
      live.decrementAndGet();
    }
  }

  private void act(HttpExchange exchange, Call call) throws IOException {
    String[] words = call.prompt().split(" ", 2);
    switch (words[0]) {
      case "stall" -> pause(60_000);
      case "status" ->
          send(
              exchange,
              Integer.parseInt(words[1]),
              "{\"error\": {\"message\": \"your key sk-1 is bad\", \"type\": \"some_error\"}}");
      case "body" -> send(exchange, 200, words[1]);
      case "delay" -> {
        pause(Integer.parseInt(words[1].split(" ")[0]));
        complete(exchange, call);
      }
      default -> complete(exchange, call);
    }
  }

  private void complete(HttpExchange exchange, Call call) throws IOException {
    Map<String, Object> answer =
        Map.of(
            "id",
            "chatcmpl-1",
            "object",
            "chat.completion",
            "model",
            call.body().get("model").asString() + "-2026",
            "choices",
            List.of(
                Map.of(
                    "index",
                    0,
                    "finish_reason",
                    "stop",
                    "message",
                    Map.of("role", "assistant", "content", "echo: " + call.prompt()))),
            "usage",
            Map.of("prompt_tokens", 7, "completion_tokens", 5, "total_tokens", 12));
    send(exchange, 200, JSON.writeValueAsString(answer));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void pause(long millis) {
    try {
      closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
