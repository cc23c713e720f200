package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessIT {

  /** After anything that other tests write. */
  private static final Instant TAKEN = Instant.parse("2096-03-29T12:00:00.123Z");

  private static final Executor THREADS = task -> new Thread(task).start();

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client("fresh", "read");

  @Test
  void answer_tellsTheNewestFactItCovers_butNothingLaterThanKafkaWasAsked() {
    String newest = "2026-03-29T12:06:59.123Z";
    app.watermark("reference", "catalog.reference.v1", 5, Instant.parse(newest));
    awaitAsOf(newest);
    assertThat(client.get("/api/customers?phone=none").header("X-Fresh-As-Of")).isEqualTo(newest);
    app.watermark("reference", "catalog.reference.v1", 6, TAKEN);
    awaitAsOf(ReadApp.NOW.toString());
  }

  private void awaitAsOf(String time) {
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(client.get("/api/reference/customers").header("X-Fresh-As-Of"))
                    .isEqualTo(time));
  }

  @Test
  void answer_ofAProjectionThatSawNothing_isAsOf1970() {
    assertThat(client.get("/api/analytics/webhooks").header("X-Fresh-As-Of"))
        .isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void readAfter_covered_answersAtOnce() {
    app.watermark("chat", "chat.messages.v1", 7, TAKEN);
    app.watermark("chat-conversations", "chat.messages.v1", 7, TAKEN);
    assertThat(
            client
                .get(
                    "/api/chat/conversations",
                    "X-Read-After",
                    "chat.messages.v1-99@7, chat.messages.v1-99@3")
                .status())
        .isEqualTo(200);
  }

  @Test
  void readAfter_waitsUntilCovered() {
    app.watermark("ai-requests", "ai.results.v1", 1, TAKEN);
    CompletableFuture.runAsync(
        () -> app.watermark("ai-requests", "ai.results.v1", 2, TAKEN),
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS, THREADS));
    ReadClient.Answer answer =
        client.get(
            "/api/ai/requests/none",
            "X-Read-After",
            "ai.results.v1-99@2",
            "Prefer",
            "respond-async, wait=10");
    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  void readAfter_othersGoOnWaitingWhenOneGivesUp() {
    List<CompletableFuture<ReadClient.Answer>> waiting =
        IntStream.rangeClosed(1, 3)
            .mapToObj(
                offset -> CompletableFuture.supplyAsync(() -> conversations(offset, 10), THREADS))
            .toList();
    assertThat(conversations(4, 1).status()).isEqualTo(504);
    app.watermark("chat-conversations", "chat.reads.v1", 3, TAKEN);
    assertThat(waiting).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
  }

  private ReadClient.Answer conversations(int offset, int seconds) {
    return client.get(
        "/api/chat/conversations",
        "X-Read-After",
        "chat.reads.v1-99@" + offset,
        "Prefer",
        "wait=" + seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stock.movements.v1-99@99", "spooled"})
  void readAfter_neverCovered_is504(String position) {
    ReadClient.Answer answer =
        client.get("/api/stock", "X-Read-After", position, "Prefer", "wait=1");
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.code()).isEqualTo("not-yet-visible");
    assertThat(answer.json().path("detail").asString()).contains(position);
  }

  @Test
  void readAfter_malformedOrOfAnotherTopic_is400() {
    for (String position : new String[] {"nonsense", "chat.messages.v1-0@1", ","}) {
      ReadClient.Answer answer = client.get("/api/stock", "X-Read-After", position);
      assertThat(answer.status()).as(position).isEqualTo(400);
      assertThat(answer.json().path("parameter").asString()).isEqualTo("X-Read-After");
    }
  }
}
