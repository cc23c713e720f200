package io.millrace.ops;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An app that gives the same answer to the same request, and remembers what it was asked. */
final class FakeHttp implements AutoCloseable {

  private final Map<String, Answer> answers = new HashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> queries = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server;

  private record Answer(int status, String body) {}

  FakeHttp() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
            if (exchange.getRequestURI().getRawQuery() != null) {
              queries.add(exchange.getRequestURI().getRawQuery());
            }
            requests.add(
                (request + " " + body).strip()
                    + " as "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer = answers.getOrDefault(request, new Answer(404, "{}"));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  FakeHttp answer(String request, int status, String body) {
    answers.put(request, new Answer(status, body));
    return this;
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  /** What stood behind the question mark, where there was one. */
  List<String> queries() {
    return List.copyOf(queries);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://localhost:" + port();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
