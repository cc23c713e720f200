package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.infra.embedded.Ports;
import io.millrace.schemas.event.EventHeaders;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app as a process with a spool: Kafka goes, the process is killed, both come back. */
class SpooledAppIT {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int EVENTS = 90;

  private final int port = Ports.free();
  private final Map<String, List<String>> acknowledged = new LinkedHashMap<>();

  @TempDir private Path folder;

  @Test
  void post_keepsWhatWasSpooledThroughKill() throws IOException {
    try (KafkaBroker broker = new KafkaBroker(null, 0)) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      try (TestApp app = new TestApp(broker.bootstrapServers(), port)) {
        app.seedKeys();
        Process first = start(broker);
        try {
          await().atMost(START).ignoreExceptions().until(() -> get(app, "/ready") == 200);
          await().until(() -> post(app, "s0", 0).statusCode() == 202);

          broker.stop();
          await().until(() -> post(app, "s0", 1).body().contains("\"position\":\"spooled\""));
          for (int i = 2; i < EVENTS; i++) {
            assertThat(post(app, "s" + i % 3, i).body()).contains("\"position\":\"spooled\"");
          }
          assertThat(get(app, "/ready")).isEqualTo(200);
          await().until(() -> app.get("/api/health").body().contains("degraded"));
          assertThat(app.get("/metrics").body()).contains("millrace_ingest_spool_events");
        } finally {
          first.destroyForcibly();
        }

        await().until(() -> !first.isAlive());
        Process second = start(broker);
        try {
          broker.start();
          await().atMost(START).ignoreExceptions().until(() -> get(app, "/ready") == 200);
          AtomicInteger next = new AtomicInteger(EVENTS);
          await()
              .atMost(START)
              .until(
                  () ->
                      post(app, "s1", next.getAndIncrement()).body().contains("sales.shifts.v1-"));
        } finally {
          second.destroyForcibly();
        }

        assertThat(stored(app)).isEqualTo(acknowledged);
      }
    }
  }

  private Process start(KafkaBroker broker) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            IngestApi.class.getName());
    builder.environment().put("INGEST_API_PORT", Integer.toString(port));
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    builder.environment().put("INGEST_SPOOL_DIR", folder.resolve("spool").toString());
    builder.environment().put("INGEST_ACK_TIMEOUT", "5s");
    File log = folder.resolve("app.log").toFile();
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private static int get(TestApp app, String path) {
    return app.get(path).statusCode();
  }

  private HttpResponse<String> post(TestApp app, String store, int number) {
    String id = store + "-" + number;
    HttpResponse<String> response;
    try {
      response =
          app.post(
              "/api/shifts",
              "{\"shiftId\":\"%s\",\"storeId\":\"%s\",\"terminalId\":\"t\",\"type\":\"opened\"}"
                  .formatted(id, store));
    } catch (UncheckedIOException e) {
      throw new AssertionError("no answer", e);
    }
    if (response.statusCode() == 202) {
      List<String> ofStore = acknowledged.computeIfAbsent(store, s -> new ArrayList<>());
      if (!ofStore.contains(id)) {
        ofStore.add(id);
      }
    }
    return response;
  }

  /** Ids by key, as they are in the topic. */
  private static Map<String, List<String>> stored(TestApp app) {
    Map<String, List<String>> stored = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : app.records("sales.shifts.v1")) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      byte[] id = record.headers().lastHeader(EventHeaders.ID).value();
      stored
          .computeIfAbsent(key.substring(key.indexOf('/') + 1), k -> new ArrayList<>())
          .add(new String(id, StandardCharsets.UTF_8).replace("/opened", ""));
    }
    return stored;
  }
}
