package io.millrace.loadtest.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkWriterTest {

  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private HttpServer server;
  private BulkWriter writer;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          received.add(
              exchange.getRequestURI()
                  + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          Integer status = statuses.poll();
          if (status == null || status > 0) {
            exchange.sendResponseHeaders(status == null ? 202 : status, -1);
          }
          exchange.close();
        });
    server.start();
    writer = new BulkWriter("http://localhost:" + server.getAddress().getPort(), "key");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void write_sendsABatchUntilAllOfItIsTaken() throws Exception {
    int hangUp = 0;
    statuses.addAll(List.of(503, 207, hangUp, 429));

    writer.write(List.of(new Batch("/api/receipts", List.of("{\"a\":1}", "{\"a\":2}"))).iterator());

    assertThat(received).hasSize(5).containsOnly("/api/receipts[{\"a\":1},{\"a\":2}]");
    assertThat(writer.retries()).isEqualTo(4);
  }

  @Test
  void write_sendsEveryBatch() throws Exception {
    List<Batch> batches =
        IntStream.range(0, 100)
            .mapToObj(i -> new Batch("/api/receipts", List.of("{\"a\":" + i + "}")))
            .toList();

    writer.write(batches.iterator());

    assertThat(received)
        .containsExactlyInAnyOrderElementsOf(
            batches.stream().map(batch -> "/api/receipts" + batch.items()).toList());
  }

  @Test
  void write_failsWhenABatchIsRefused() {
    statuses.add(422);

    assertThatThrownBy(
            () -> writer.write(List.of(new Batch("/api/receipts", List.of("{}"))).iterator()))
        .hasMessageStartingWith("/api/receipts: 422");
  }
}
