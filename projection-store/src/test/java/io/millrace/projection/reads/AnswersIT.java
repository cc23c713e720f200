package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.JsonNode;

/** Answers on their way to those who wait; the test plays ingest-api and the worker. */
class AnswersIT {

  private static final String TENANT = "answers";

  private final ReadApp app = ReadApp.shared();
  private final ReadClient client = app.client(TENANT, "read");
  private final FakeWorker worker = new FakeWorker(app.redis().url());
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    worker.close();
  }

  @Test
  void stream_givesTokensAsTheyCome_andEnds() {
    worker.admit(TENANT, "live", "normal");
    Events events = stream("live").awaitConnected();
    worker.begin(TENANT, "live", "normal", 0);
    worker.tokens(TENANT, "live", "Hello", ", \"you\"\n", " and");
    events.awaitText("Hello, \"you\"\n and");
    worker.write(TENANT, "live", AiKeys.TOOL, "{\"index\":0}");
    worker.write(TENANT, "live", "unheard-of", "x");
    worker.tokens(TENANT, "live", " you");
    String last = worker.done(TENANT, "live");
    events.awaitEnd();
    assertThat(events.text()).isEqualTo("Hello, \"you\"\n and you");
    assertThat(events.types()).containsExactly("token", "token", "token", "tool", "token", "done");
    assertThat(events.lastId()).isEqualTo(last);
    assertThat(events.all().get(3).data()).isEqualTo("{\"index\":0}");
    assertThat(client.get(path("live"), "Last-Event-ID", last).status()).isEqualTo(204);
  }

  @Test
  void stream_goesOnWhereItStopped_orBeginsForWhoComesLate() {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      source.append(" word").append(i);
      worker.tokens(TENANT, "resume", " word" + i);
    }
    Events late = stream("resume").awaitText(source.toString());
    String middle = late.all().get(41).id();
    late.close();
    Events again = stream("resume", "Last-Event-ID", middle);
    again.awaitText(source.substring(source.indexOf(" word42")));
    worker.tokens(TENANT, "resume", " end");
    worker.done(TENANT, "resume");
    again.awaitEnd();
    assertThat(again.text()).endsWith(" word99 end");
    assertThat(again.types()).doesNotContain("restart");
  }

  @Test
  void restart_isToldToThoseWhoReadWhatIsVoid() {
    worker.tokens(TENANT, "retry", "void");
    Events early = stream("retry").awaitText("void");
    worker.write(TENANT, "retry", AiKeys.RESTART, "");
    worker.tokens(TENANT, "retry", "valid");
    early.awaitText("valid");
    assertThat(early.types()).containsExactly("token", "restart", "token");
    Events late = stream("retry").awaitText("valid");
    assertThat(late.types()).containsExactly("token");
    worker.write(TENANT, "retry", AiKeys.ERROR, "{\"requestId\":\"retry\",\"status\":\"failed\"}");
    early.awaitEnd();
    late.awaitEnd();
    assertThat(late.all().get(1).json().path("status").asString()).isEqualTo("failed");
  }

  @Test
  void streamThatWasLost_isNeverPatchedOver() {
    worker.tokens(TENANT, "lost", "one ", "two ");
    Events before = stream("lost").awaitText("one two ");
    String seen = before.lastId();
    before.close();
    await().until(() -> app.anonymous(null).get("/metrics").body().contains("answer_readers 0.0"));
    worker.expire(TENANT, "lost");
    worker.tokens(TENANT, "lost", "another");
    Events after = stream("lost", "Last-Event-ID", seen).awaitText("another");
    assertThat(after.types()).first().isEqualTo("restart");
  }

  @Test
  void redisThatWasAway_costsARestart_andTheStoredAnswerIsTheEnd() {
    worker.tokens(TENANT, "away", "half an ");
    Events events = stream("away").awaitText("half an ");
    app.redis().stop();
    app.redis().start();
    completed("away", "whole answer", null);
    events.awaitEnd();
    assertThat(events.text()).isEqualTo("whole answer");
    assertThat(events.types()).containsExactly("token", "restart", "token", "done");
  }

  @Test
  void answerThatIsStoredOnly_isOneTokenAndTheEnd() {
    completed("old", "from the database", "stop");
    Events events = stream("old").awaitEnd();
    assertThat(events.types()).containsExactly("token", "done");
    assertThat(events.text()).isEqualTo("from the database");
    JsonNode done = events.all().get(1).json();
    assertThat(done.path("requestId").asString()).isEqualTo("old");
    assertThat(done.path("finishReason").asString()).isEqualTo("stop");
    assertThat(done.at("/usage/totalTokens").asInt()).isEqualTo(9);
    Events rest = stream("old", "Last-Event-ID", events.all().get(0).id()).awaitEnd();
    assertThat(rest.types()).containsExactly("done");
    assertThat(client.get(path("old"), "Last-Event-ID", events.lastId()).status()).isEqualTo(204);

    worker.result(result("cancelled", AiStatus.AI_STATUS_CANCELLED).build());
    Events cancelled = stream("cancelled").awaitEnd();
    assertThat(cancelled.types()).containsExactly("error");
    assertThat(cancelled.all().get(0).json().path("status").asString()).isEqualTo("cancelled");
  }

  @Test
  void request_thatIsUnknown_isWaitedFor_andAnothersIsNotFound() {
    worker.tokens(TENANT, "mine", "secret");
    ReadClient other = app.client("answers-other", "read");
    ReadClient.Answer refused = other.get(path("mine"), "Prefer", "wait=0");
    assertThat(refused.code()).isEqualTo("not-found");
    assertThat(client.get(path("none"), "Prefer", "wait=0").code()).isEqualTo("not-found");
    assertThat(client.get(path("x"), "Last-Event-ID", "y".repeat(200)).code())
        .isEqualTo("bad-parameter");
    CompletableFuture<Events> waiting = CompletableFuture.supplyAsync(() -> stream("soon"));
    client.get("/api/products");
    worker.tokens(TENANT, "soon", "here");
    worker.done(TENANT, "soon");
    Events events = waiting.join().awaitEnd();
    assertThat(events.text()).isEqualTo("here");
  }

  @Test
  void user_readsHisOwnAnswersOnly() {
    completed("anns", "for ann", null);
    app.sql("update ai_requests_v1.ai_request set user_id = 'ann' where request_id = 'anns'");
    ReadClient ann = user("ann");
    ReadClient bob = user("bob");
    Events events = open(new Events(ann, ann.request(path("anns")))).awaitEnd();
    assertThat(events.text()).isEqualTo("for ann");
    assertThat(bob.get(path("anns"), "Prefer", "wait=0").code()).isEqualTo("not-found");
    assertThat(ann.get("/api/ai/requests/anns").status()).isEqualTo(200);
    assertThat(bob.get("/api/ai/requests/anns").status()).isEqualTo(404);
    assertThat(bob.get("/api/chat/stream?sessionId=c", "Prefer", "wait=0").code())
        .isEqualTo("not-found");
  }

  @Test
  void conversation_givesOneAnswerAfterTheOther() {
    Events first = chat("talk", null).awaitConnected();
    worker.asked(TENANT, "talk", "m1");
    worker.tokens(TENANT, "m1", "first");
    String last = worker.done(TENANT, "m1");
    first.awaitEnd();
    assertThat(first.text()).isEqualTo("first");
    assertThat(chat("talk", null).awaitEnd().text()).isEqualTo("first");

    Events second = chat("talk", last).awaitConnected();
    worker.asked(TENANT, "talk", "m2");
    worker.tokens(TENANT, "m2", "second");
    worker.done(TENANT, "m2");
    second.awaitEnd();
    assertThat(second.text()).isEqualTo("second");
    assertThat(second.types()).doesNotContain("restart");
    assertThat(client.get("/api/chat/stream").code()).isEqualTo("bad-parameter");
  }

  @Test
  void conversation_withoutRedis_givesTheNewestAnswerTheDatabaseHas() {
    completed("older", "not this one", null);
    completed("newer", "from the database", "stop");
    completed("stale", "nor what was asked hours ago", null);
    asked("older", "quiet", 120);
    asked("newer", "quiet", 60);
    asked("stale", "forgotten", 7_200);
    app.redis().stop();
    try {
      Events events = chat("quiet", null).awaitEnd();
      assertThat(events.types()).containsExactly("token", "done");
      assertThat(events.text()).isEqualTo("from the database");
      assertThat(events.all().get(1).json().path("requestId").asString()).isEqualTo("newer");
      Events waiting = chat("forgotten", null).awaitConnected();
      completed("late", "asked while all wait", null);
      asked("late", "forgotten", 0);
      assertThat(waiting.awaitEnd().text()).isEqualTo("asked while all wait");
    } finally {
      app.redis().start();
    }
  }

  @Test
  void hundredReadersAtOnce_allGetTheirWholeAnswers_andAHeartbeatMeanwhile() {
    List<String> ids = IntStream.range(0, 100).mapToObj(i -> "many-" + i).toList();
    ids.forEach(id -> worker.tokens(TENANT, id, "This ", "is "));
    List<Events> readers = ids.stream().map(this::stream).toList();
    readers.forEach(reader -> reader.awaitText("This is "));
    await("an answer takes longer than a heartbeat")
        .until(() -> readers.stream().allMatch(each -> each.comments().contains("heartbeat")));
    for (String id : ids) {
      worker.tokens(TENANT, id, "the answer ", "of " + id);
      worker.done(TENANT, id);
    }
    for (int i = 0; i < ids.size(); i++) {
      Events reader = readers.get(i).awaitEnd();
      assertThat(reader.text()).isEqualTo("This is the answer of " + ids.get(i));
      assertThat(reader.types()).containsExactly("token", "token", "token", "token", "done");
    }
  }

  @Test
  void readersAtOnce_areHeldToTheBound_andAreSentAwayWhenTheAppStops() throws IOException {
    worker.tokens(TENANT, "crowd", "half");
    worker.asked(TENANT, "crowd", "crowd");
    await().until(() -> app.anonymous(null).get("/metrics").body().contains("answer_readers 0.0"));
    List<CompletableFuture<HttpResponse<InputStream>>> asked =
        IntStream.range(0, ReadApp.MOST_WATCHERS + 20)
            .mapToObj(
                i ->
                    client
                        .http()
                        .sendAsync(
                            client.request(path("crowd")).build(),
                            HttpResponse.BodyHandlers.ofInputStream()))
            .toList();
    List<HttpResponse<InputStream>> answers = asked.stream().map(CompletableFuture::join).toList();
    answers.forEach(answer -> open.add(answer.body()));
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
        .as("some of what other tests closed may still count")
        .hasSizeBetween(ReadApp.MOST_WATCHERS - 20, ReadApp.MOST_WATCHERS);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() != 200)
        .isNotEmpty()
        .allSatisfy(AnswersIT::assertTooMany);
    assertRefused(path("crowd"));
    assertRefused("/api/chat/stream?sessionId=crowd");

    SmartLifecycle readers = app.bean("answerReaders", SmartLifecycle.class);
    readers.stop();
    try {
      for (HttpResponse<InputStream> answer : answers) {
        if (answer.statusCode() == 200) {
          assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
              .as("whole events, then the end")
              .contains("half")
              .endsWith("\n\n");
        }
      }
    } finally {
      readers.start();
    }
    stream("crowd").awaitText("half");
  }

  /** There may be room for one more if somebody just went; it is soon taken. */
  private void assertRefused(String path) throws IOException {
    HttpResponse<InputStream> refused =
        await()
            .until(
                () -> {
                  HttpResponse<InputStream> answer =
                      client
                          .http()
                          .send(
                              client.request(path).build(),
                              HttpResponse.BodyHandlers.ofInputStream());
                  open.add(answer.body());
                  return answer;
                },
                answer -> answer.statusCode() != 200);
    assertTooMany(refused);
    assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
        .contains("\"code\":\"too-many-connections\"");
  }

  private static void assertTooMany(HttpResponse<InputStream> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void request_isAsNewAsRedisSays() {
    worker.admit(TENANT, "state", "high");
    // Redis may just be back from another test.
    await()
        .untilAsserted(
            () -> {
              JsonNode queued = client.get("/api/ai/requests/state").json();
              assertThat(queued.path("status").asString()).isEqualTo("queued");
              assertThat(queued.path("priority").asString()).isEqualTo("high");
            });

    RecordMetadata sent =
        app.topics()
            .send(
                Topics.AI_REQUESTS_HIGH,
                "state",
                AiRequest.newBuilder()
                    .setTenant(TENANT)
                    .setRequestId("state")
                    .setUserId("ann")
                    .setPriority(Priority.PRIORITY_HIGH)
                    .setAdmittedAt(Timestamps.of(ReadApp.NOW))
                    .build());
    worker.begin(TENANT, "state", "high", 0);
    awaitState("running", 1);
    worker.giveBack(TENANT, "state", "high", 1);
    awaitState("queued", 1);
    worker.begin(TENANT, "state", "high", 1);
    awaitState("running", 2);
    String position = sent.topic() + "-" + sent.partition() + "@" + sent.offset();
    assertThat(client.get("/api/ai/requests/state", "X-Read-After", position).status())
        .isEqualTo(200);

    worker.result(
        result("state", AiStatus.AI_STATUS_COMPLETED)
            .setAnswer("42")
            .setToolCalls(ByteString.copyFromUtf8("[{\"id\":\"t\"}]"))
            .build());
    await()
        .untilAsserted(
            () -> {
              JsonNode done = client.get("/api/ai/requests/state").json();
              assertThat(done.path("status").asString()).isEqualTo("completed");
              assertThat(done.path("answer").asString()).isEqualTo("42");
              assertThat(done.at("/toolCalls/0/id").asString()).isEqualTo("t");
              assertThat(done.path("admittedAt").asString()).isEqualTo(ReadApp.NOW.toString());
            });
  }

  private void awaitState(String status, int attempts) {
    await()
        .untilAsserted(
            () -> {
              JsonNode now = client.get("/api/ai/requests/state").json();
              assertThat(now.path("status").asString()).isEqualTo(status);
              assertThat(now.path("attempts").asInt()).isEqualTo(attempts);
              assertThat(now.path("userId").asString()).isEqualTo("ann");
            });
  }

  @Test
  void queue_isShownByHealthAndToThoseWhoWatchOps() {
    worker.redis().zadd(AiKeys.waiting("low"), FakeWorker.until(), FakeWorker.bytes("q/1"));
    worker.redis().zadd(AiKeys.waiting("low"), 1, FakeWorker.bytes("q/gone"));
    worker.redis().zadd(AiKeys.WORKERS, FakeWorker.until(), FakeWorker.bytes("w1"));
    worker.redis().zadd(AiKeys.WORKERS, FakeWorker.until(), FakeWorker.bytes("w2"));
    worker.redis().zadd(AiKeys.WORKERS, 1, FakeWorker.bytes("dead"));
    for (String name : List.of("w1", "w2", "dead")) {
      worker.redis().hset(AiKeys.SLOTS, name, FakeWorker.bytes("10"));
    }
    worker.redis().hset(AiKeys.CIRCUITS, "w1", FakeWorker.bytes("closed"));
    worker.redis().hset(AiKeys.CIRCUITS, "w2", FakeWorker.bytes("half-open"));
    worker.redis().hset(AiKeys.CIRCUITS, "dead", FakeWorker.bytes("open"));
    worker.redis().hset(AiKeys.TOTALS, "processed", FakeWorker.bytes("4"));
    worker.redis().hset(AiKeys.TOTALS, "waitMs", FakeWorker.bytes("1000"));
    worker.redis().hset(AiKeys.TOTALS, "processMs", FakeWorker.bytes("12000"));
    try {
      await()
          .untilAsserted(
              () -> check(app.anonymous(null).get("/api/health").json().path("aiQueue")));
      ReadClient ops = app.client(TENANT, "read", "ops");
      Events events = open(new Events(ops, ops.request("/api/live?channels=ops,stock:s")));
      await().until(() -> !events.all().isEmpty());
      JsonNode event = events.all().get(0).json();
      assertThat(event.path("channel").asString()).isEqualTo("ops");
      check(event.at("/data/aiQueue"));
    } finally {
      worker.redis().del(AiKeys.WORKERS, AiKeys.SLOTS, AiKeys.CIRCUITS, AiKeys.TOTALS);
    }
  }

  private static void check(JsonNode queue) {
    assertThat(queue.path("queueLength").asInt()).isPositive();
    assertThat(queue.at("/waiting/low").asInt()).isEqualTo(1);
    assertThat(queue.has("activeRequests")).isTrue();
    assertThat(queue.path("maxConcurrent").asInt()).isEqualTo(20);
    assertThat(queue.path("circuit").asString()).isEqualTo("half-open");
    assertThat(queue.path("stats").toString())
        .isEqualTo("{\"totalProcessed\":4,\"avgWaitTimeMs\":250,\"avgProcessTimeMs\":3000}");
  }

  private void completed(String id, String answer, String finishReason) {
    app.sql(
        """
        insert into ai_requests_v1.ai_request (tenant, request_id, status, priority, attempts,
          answer, fallback, prompt_tokens, completion_tokens, total_tokens, completed_at,
          finish_reason)
        values (?, ?, 'completed', 'normal', 1, ?, false, 4, 5, 9, now(), ?)
        """,
        TENANT,
        id,
        answer,
        finishReason);
  }

  private void asked(String id, String conversation, int secondsAgo) {
    app.sql(
        """
        update ai_requests_v1.ai_request set conversation_id = ?, admitted_at = ?
        where tenant = ? and request_id = ?
        """,
        conversation,
        ReadApp.NOW.minusSeconds(secondsAgo),
        TENANT,
        id);
  }

  private static AiResult.Builder result(String id, AiStatus status) {
    return AiResult.newBuilder().setTenant(TENANT).setRequestId(id).setStatus(status);
  }

  private ReadClient user(String id) {
    return app.anonymous(
        app.issuer()
            .token(
                app.issuer()
                    .claims(ReadApp.NOW)
                    .subject(id)
                    .claim("tenant", TENANT)
                    .claim("scope", "read")));
  }

  private Events stream(String id, String... headers) {
    return open(new Events(client, client.request(path(id), headers)));
  }

  private Events chat(String conversation, String after) {
    String path = "/api/chat/stream?sessionId=" + conversation;
    return open(
        new Events(
            client,
            after == null ? client.request(path) : client.request(path, "Last-Event-ID", after)));
  }

  private Events open(Events events) {
    open.add(events);
    return events;
  }

  private static String path(String id) {
    return "/api/ai/requests/" + id + "/stream";
  }
}
