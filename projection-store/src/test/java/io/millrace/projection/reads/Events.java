package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Server-sent events as a browser reads them. */
final class Events implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * One event.
   *
   * @param id null where it has none
   */
  record Event(String id, String type, String data) {

    JsonNode json() {
      return JSON.readTree(data);
    }
  }

  private final Stream<String> body;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  /** Asks; the answer must be a stream. */
  Events(ReadClient client, HttpRequest.Builder request) {
    HttpResponse<Stream<String>> response;
    try {
      response = client.http().send(request.build(), HttpResponse.BodyHandlers.ofLines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    body = response.body();
    Thread reader = new Thread(this::read);
    reader.setDaemon(true);
    reader.start();
  }

  List<Event> all() {
    return List.copyOf(events);
  }

  List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  List<String> comments() {
    return List.copyOf(comments);
  }

  String lastId() {
    return events.get(events.size() - 1).id();
  }

  /** What a page would show: the tokens since the last restart. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (Event event : events) {
      if (event.type().equals("restart")) {
        text.setLength(0);
      } else if (event.type().equals("token")) {
        text.append(event.json().path("text").asString());
      }
    }
    return text.toString();
  }

  Events awaitText(String text) {
    await().untilAsserted(() -> assertThat(text()).isEqualTo(text));
    return this;
  }

  /** Until the server has ended the stream. */
  Events awaitEnd() {
    await().until(() -> ended);
    return this;
  }

  Events awaitConnected() {
    await().until(() -> comments.contains("connected"));
    return this;
  }

  @Override
  public void close() {
    body.close();
  }

  private void read() {
    List<String> lines = new ArrayList<>();
    try {
      body.forEach(
          line -> {
            if (line.isEmpty()) {
              take(lines);
              lines.clear();
            } else {
              lines.add(line);
            }
          });
      ended = true;
    } catch (RuntimeException e) {
      lines.clear(); // closed by the test
    }
  }

  private void take(List<String> lines) {
    String id = null;
    String type = "message";
    StringBuilder data = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith(":")) {
        comments.add(line.substring(1));
      } else if (line.startsWith("id:")) {
        id = line.substring(3);
      } else if (line.startsWith("event:")) {
        type = line.substring(6);
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5));
      }
    }
    if (!data.isEmpty()) {
      events.add(new Event(id, type, data.toString()));
    }
  }
}
