package io.millrace.loadtest.prove.sender;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** An ingest-api that answers as told, and with an acknowledgement when it was told nothing. */
final class FakeIngest implements AutoCloseable {

  /** Breaks the connection. */
  static final int HANG_UP = 0;

  static {
    // Otherwise each answer waits 40 ms for the client's delayed TCP acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final Iterator<Integer> statuses;
  private final List<String> received = new ArrayList<>();

  FakeIngest(Integer... statuses) throws IOException {
    this.statuses = List.of(statuses).iterator();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Message ids, in the order in which they came. */
  synchronized List<String> received() {
    return List.copyOf(received);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    received.add(new JsonMapper().readTree(exchange.getRequestBody()).path("messageId").asString());
    int status = statuses.hasNext() ? statuses.next() : 202;
    if (status == HANG_UP) {
      exchange.close();
      return;
    }
    byte[] body =
        "{\"position\":\"chat.messages.v1-0@%d\"}".formatted(received.size()).getBytes(UTF_8);
    exchange.getResponseHeaders().add("Retry-After", "0");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
