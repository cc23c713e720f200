package io.millrace.devstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.llm.FakeLlmServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is promised to those who ask the model, with three processes each of ingest-api and
 * ai-worker of which some are killed and some hang: never more wait than may, what is admitted is
 * answered once, high before low, and in the end every request is accounted for.
 */
@Order(7)
@ExtendWith(PlatformExtension.class)
@TestMethodOrder(OrderAnnotation.class)
class AiFaultsE2eIT {

  private static final Logger log = LoggerFactory.getLogger(AiFaultsE2eIT.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final List<String> PRIORITIES = List.of("high", "normal", "low");
  private static final int BOUND = 100;
  private static final int SLOTS = 10;
  private static final String ANSWER = "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9";

  private static MillraceProcess millrace;
  private static MillraceClient client;
  private static FakeLlmServer llm;
  private static List<String> doors;
  private static AiResults results;

  private final AiSender sender = new AiSender();

  @BeforeAll
  static void take(Platform platform) throws Exception {
    platform.ensureSeveralOfEach();
    millrace = platform.millrace();
    client = platform.demo();
    llm = platform.llm();
    doors = three("ingest-api").stream().map(millrace::url).toList();
    results = new AiResults(millrace.kafkaBootstrapServers());
    open(new AiSender());
  }

  /** Processes that have just started take a while for their first answers. */
  private static void open(AiSender sender) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String id = "first-" + UUID.randomUUID();
      assertTaken(sender.ask(doors.get(i % 3), id, PRIORITIES.get(i % 2), "tokens 1 " + id));
      ids.add(id);
    }
    results.await(ids, LIMIT);
  }

  @AfterAll
  static void close() {
    results.close();
  }

  /** No worker takes any meanwhile, so what is in waits; then all of it is a backlog. */
  @Test
  @Order(1)
  void threeHundredAtOnce_areHeldToTheBound_andAnsweredByPriority_thoughAnInstanceDies() {
    List<String> workers = three("ai-worker");
    Map<String, CompletableFuture<HttpResponse<String>>> sent = new LinkedHashMap<>();
    workers.forEach(millrace::pause);
    List<String> in;
    try {
      AtomicInteger answered = new AtomicInteger();
      for (int i = 0; i < 300; i++) {
        String priority = PRIORITIES.get(i / 3 % 3);
        String id = "burst-" + priority + "-" + i;
        sent.put(
            id,
            sender
                .ask(doors.get(i % 3), id, priority, "delay 300 " + id)
                .whenComplete(
                    (response, fault) -> {
                      if (answered.incrementAndGet() == 100) {
                        millrace.end9("ingest-api-3");
                      }
                    }));
      }
      in = admitted(sent);
      assertThat(in).hasSizeBetween(BOUND / 2, BOUND);
      long surely = in.stream().filter(id -> !isOfTheDead(id)).count();
      await("what waits is what is in, and what the dead instance took")
          .untilAsserted(() -> assertThat(queued()).isBetween(surely, (long) BOUND));
    } finally {
      workers.forEach(millrace::goOn);
    }
    results.await(in, LIMIT);
    assertOrder();
    await("places of the dead instance have come back").atMost(LIMIT).until(() -> queued() == 0);
  }

  /** Whether a request was sent to the instance that died. */
  private static boolean isOfTheDead(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)) % 3 == 2;
  }

  /** Those who are in. Only the instance that died may have left somebody without an answer. */
  private static List<String> admitted(Map<String, CompletableFuture<HttpResponse<String>>> sent) {
    List<String> in = new ArrayList<>();
    for (Map.Entry<String, CompletableFuture<HttpResponse<String>>> each : sent.entrySet()) {
      boolean dying = isOfTheDead(each.getKey());
      try {
        HttpResponse<String> response = each.getValue().join();
        if (response.statusCode() == 202) {
          in.add(each.getKey());
        } else if (!dying || response.statusCode() != 503) {
          assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
          assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(IOException.class);
        assertThat(dying).as("%s: %s", each.getKey(), e).isTrue();
      }
    }
    return in;
  }

  private static void assertOrder() {
    List<String> prompts =
        llm.calls().stream()
            .map(FakeLlmServer.Call::prompt)
            .filter(prompt -> prompt.contains(" burst-"))
            .toList();
    List<Double> places =
        PRIORITIES.stream()
            .map(
                priority ->
                    IntStream.range(0, prompts.size())
                        .filter(i -> prompts.get(i).contains("burst-" + priority))
                        .average()
                        .orElseThrow())
            .toList();
    log.info("mean place of high, normal, low among {} calls: {}", prompts.size(), places);
    assertThat(places).as("mean place of high, normal, low").isSorted();
  }

  @Test
  @Order(2)
  void requestsOfEveryKind_areAnsweredOnce_whileWorkersDieAndHang() throws Exception {
    await("nothing of before waits").atMost(LIMIT).until(() -> queued() == 0);
    long before = llm.total();
    List<String> two = doors.subList(0, 2);
    String prompt = "tokens 10 every 300 ";
    Map<String, CompletableFuture<HttpResponse<String>>> asked = new LinkedHashMap<>();
    Map<String, CompletableFuture<HttpResponse<String>>> streams = new LinkedHashMap<>();
    Map<String, CompletableFuture<HttpResponse<String>>> chats = new LinkedHashMap<>();
    for (int i = 0; i < 36; i++) {
      String id = "plain-" + UUID.randomUUID();
      asked.put(id, sender.ask(two.get(i % 2), id, PRIORITIES.get(i % 3), prompt + id));
      if (i % 3 == 0) {
        String priority = PRIORITIES.get(i / 3 % 3);
        String stream = "stream-" + UUID.randomUUID();
        streams.put(stream, sender.stream(two.get(i % 2), stream, priority, prompt + stream));
        String session = "session-" + UUID.randomUUID();
        chats.put(session, sender.chat(two.get(i % 2), session, prompt + session));
      }
    }
    int all = asked.size() + streams.size() + chats.size();
    await("all workers are at it").until(() -> llm.live() > 2 * SLOTS);

    int inFlight = Math.min(llm.live(), 2 * SLOTS);
    millrace.pause("ai-worker-3");
    List<String> victims = List.of("ai-worker-2", "ingest-api-3");
    victims.forEach(millrace::end9);
    try (AutoCloseable down = millrace.keepDown(victims)) {
      asked.values().forEach(AiFaultsE2eIT::assertTaken);
      chats.values().forEach(AiFaultsE2eIT::assertTaken);
      String watched = asked.keySet().iterator().next();
      String events = client.stream("/api/ai/requests/" + watched + "/stream");
      assertThat(events).containsPattern("event: ?token").containsPattern("event: ?done");
      results.await(asked.keySet(), LIMIT);
      results.await(streams.keySet(), LIMIT);
      for (CompletableFuture<HttpResponse<String>> stream : streams.values()) {
        assertThat(text(stream.join())).isEqualTo(ANSWER);
      }
      for (String session : chats.keySet()) {
        assertAnsweredOnce(session);
      }
    } finally {
      millrace.goOn("ai-worker-3");
    }
    for (String id : asked.keySet()) {
      JsonNode answer = client.get("/api/ai/requests/" + id);
      assertThat(answer.path("status").asString()).isEqualTo("completed");
      assertThat(answer.path("answer").asString()).isEqualTo(ANSWER);
    }
    assertThat(llm.total() - before)
        .as("no more calls are repeated than were in flight at what died and hung")
        .isBetween((long) all, (long) all + inFlight);
    log.info("{} requests, {} calls, {} in flight", all, llm.total() - before, inFlight);
  }

  private static void assertTaken(CompletableFuture<HttpResponse<String>> sent) {
    HttpResponse<String> response = sent.join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  private static void assertAnsweredOnce(String session) {
    await("the answer is a message of " + session)
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              JsonNode messages = client.get("/api/chat/" + session + "/messages").path("messages");
              assertThat(messages.findValuesAsString("senderId")).hasSize(2).containsOnlyOnce("ai");
              assertThat(messages.findValuesAsString("text")).containsOnlyOnce(ANSWER);
            });
  }

  /** What a client of OpenAI's puts together. */
  private static String text(HttpResponse<String> stream) {
    assertThat(stream.statusCode()).as(stream.body()).isEqualTo(200);
    assertThat(stream.body()).contains("data: [DONE]");
    StringBuilder text = new StringBuilder();
    stream
        .body()
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> JSON.readTree(line.substring("data: ".length())))
        .forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asString("")));
    return text.toString();
  }

  @Test
  @Order(3)
  void everyRequestSinceTheStart_isAccountedFor() {
    await("nothing waits, runs or is lost, once all workers are back")
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              for (String worker : three("ai-worker")) {
                assertThat(body(millrace.url(worker) + "/metrics"))
                    .as(worker)
                    .contains("millrace_ai_unaccounted 0.0")
                    .contains("millrace_ai_queue{state=\"waiting\"} 0.0")
                    .contains("millrace_ai_queue{state=\"running\"} 0.0");
              }
              assertThat(queued()).isZero();
            });
    await("each is used once")
        .atMost(LIMIT)
        .pollInSameThread()
        .untilAsserted(() -> assertThat(used()).isEqualTo(results.completed()));
  }

  private static List<String> three(String app) {
    return List.of(app, app + "-2", app + "-3");
  }

  /** How many wait, as an instance that lives says. */
  private static long queued() throws Exception {
    return JSON.readTree(body(doors.get(0) + "/api/health")).at("/aiQueue/queueLength").asLong();
  }

  /** How many of the tenant's requests were answered. */
  private static long used() throws Exception {
    long used = 0;
    for (JsonNode bucket : client.get("/api/ai/usage").path("buckets")) {
      used += bucket.path("completed").asLong();
    }
    return used;
  }

  private static String body(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
            BodyHandlers.ofString())
        .body();
  }
}
