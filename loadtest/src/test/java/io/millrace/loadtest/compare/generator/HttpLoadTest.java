package io.millrace.loadtest.compare.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpLoadTest {

  @TempDir private Path folder;

  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private HttpServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          ids.add(new String(exchange.getRequestBody().readAllBytes()));
          boolean refused = requests.incrementAndGet() % 10 == 0;
          byte[] answer = "taken".getBytes();
          exchange.sendResponseHeaders(refused ? 503 : 202, refused ? 0 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void openLoop_sendsByTheClock_eachRequestWithAnIdOfItsOwn() throws Exception {
    Outcome outcome = HttpLoad.run(posts(Requests.ID), new Load(4, 200), Duration.ofMillis(500));
    assertThat(outcome.answered()).isEqualTo(100);
    assertThat(outcome.refused()).isEqualTo(10);
    assertThat(outcome.broken()).isZero();
    assertThat(outcome.seconds()).isGreaterThan(0.49);
    assertThat(outcome.latency().p50()).isPositive();
    assertThat(ids).hasSize(100).allMatch(id -> id.length() == Requests.ID.length());
  }

  @Test
  void closedLoop_sendsEachRequestOnce() {
    Outcome outcome = HttpLoad.each(posts("a", "b", "c", "d", "e"), 2);
    assertThat(outcome.answered()).isEqualTo(5);
    assertThat(ids).containsExactlyInAnyOrder("a", "b", "c", "d", "e");
  }

  @Test
  void next_putsTheSameIdInEachPlace() {
    Requests several = posts(Requests.ID + "-0," + Requests.ID + "-1");
    String sent = new String(new RequestSource(several).next());
    String body = sent.substring(sent.indexOf("\r\n\r\n") + 4);
    assertThat(body).matches("([0-9a-f]{16})-0,\\1-1");
  }

  @Test
  void closedLoop_endsInTime() throws Exception {
    Outcome outcome = HttpLoad.run(posts(Requests.ID), Load.closed(2), Duration.ofMillis(200));
    assertThat(outcome.answered()).isPositive().isEqualTo(ids.size());
    assertThat(outcome.seconds()).isBetween(0.19, 5.0);
  }

  @Test
  void isComplete_followsLengthAndChunks() {
    assertThat(Connection.isComplete("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab")).isTrue();
    assertThat(Connection.isComplete("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")).isFalse();
    assertThat(Connection.isComplete("HTTP/1.1 200 OK\r\nContent-Le")).isFalse();
    String chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n";
    assertThat(Connection.isComplete(chunked)).isFalse();
    assertThat(Connection.isComplete(chunked + "0\r\n\r\n")).isTrue();
  }

  @Test
  void write_keepsBytesWithTheirLengths() throws Exception {
    Path file = folder.resolve("requests.bin");
    new Requests(1, List.of("ab".getBytes(), "c\nd".getBytes())).write(file);
    assertThat(Files.readString(file)).isEqualTo("2\nab3\nc\nd");
  }

  private Requests posts(String... bodies) {
    int port = server.getAddress().getPort();
    return new Requests(
        port,
        List.of(bodies).stream()
            .map(body -> Requests.prepare("POST", port, "/", Map.of("X-Test", "1"), body))
            .toList());
  }
}
