package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.projection.live.LivePublisher;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Somebody who watches channels, and the lines of the answer so far. */
public final class LiveWatch implements AutoCloseable {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Stream<String> body;

  private LiveWatch(Stream<String> body) {
    this.body = body;
    Thread reader =
        new Thread(
            () -> {
              try {
                body.forEach(lines::add);
              } catch (RuntimeException e) {
                lines.add("closed");
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  public static LiveWatch of(ReadClient client, String channels)
      throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response =
        client
            .http()
            .send(
                client.request("/api/live?channels=" + channels).build(),
                HttpResponse.BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    return new LiveWatch(response.body());
  }

  /** Waits until what is sent from now on reaches the watcher. */
  public LiveWatch awaitWatching(String channel) {
    await().until(() -> lines.stream().anyMatch((":watching " + channel)::equals));
    return this;
  }

  /**
   * Waits until updates flow, so that the next one is not lost to a connection that is not there.
   */
  LiveWatch awaitFlowing(ReadApp app, String tenant, String channel) {
    LivePublisher publisher = app.bean("livePublisher", LivePublisher.class);
    await()
        .until(
            () -> {
              publisher.publish(
                  tenant, channel, "first", Map.of("start", "first", "productId", "first"));
              return holds("first");
            });
    return this;
  }

  public boolean holds(String part) {
    return lines.stream().anyMatch(line -> line.contains(part));
  }

  Stream<String> lines() {
    return lines.stream();
  }

  @Override
  public void close() {
    body.close();
  }
}
