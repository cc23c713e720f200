package io.millrace.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.loadtest.chat.ChatAi;
import io.millrace.loadtest.run.Figures;
import io.millrace.loadtest.run.GatlingRun;
import io.millrace.loadtest.run.LoadSettings;
import io.millrace.loadtest.run.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gatling against a server that answers as it should and as it should not. */
class ChatAiIT {

  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  @Test
  void run_countsEachAnswerForWhatItIs(@TempDir Path folder) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/chat", this::message);
    server.createContext("/api/ai", this::request);
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort();
      LoadSettings settings =
          new LoadSettings(url, url, "key", 1, 30, Duration.ZERO, Duration.ofSeconds(2));
      GatlingRun.run(ChatAi.class, settings, folder);
      Outcome outcome = new Outcome(Figures.current(), settings);
      assertThat(outcome.accepted(ChatAi.MESSAGE) + outcome.limited(ChatAi.MESSAGE))
          .isEqualTo(messages.get())
          .isBetween(40L, 70L);
      assertThat(outcome.limited(ChatAi.MESSAGE)).isEqualTo(messages.get() / 2);
      assertThat(outcome.accepted(ChatAi.REQUEST)).isZero();
      assertThat(outcome.limited(ChatAi.REQUEST)).isZero();
      assertThat(outcome.errors()).isEqualTo(requests.get());
      assertThat(Figures.current().clean()).isFalse();
      assertThat(Figures.current().json()).contains("\"ai-request\":{\"accepted\":0,");
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  /** Taken, refused with a time, and so on. */
  private void message(HttpExchange exchange) throws IOException {
    boolean refused = messages.incrementAndGet() % 2 == 0;
    if (refused) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    answer(exchange, refused ? 429 : 202);
  }

  /** Refused without a time, failed, and so on. */
  private void request(HttpExchange exchange) throws IOException {
    answer(exchange, requests.incrementAndGet() % 2 == 0 ? 429 : 503);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }
}
