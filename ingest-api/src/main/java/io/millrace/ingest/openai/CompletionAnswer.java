package io.millrace.ingest.openai;

import io.millrace.ingest.answer.Answers;
import io.millrace.ingest.answer.Entry;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.Headed;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.http.ResponseBytes;
import io.millrace.ingest.json.Json;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * A completion, whole or as it comes. Its status is known when the first piece is there, or after
 * {@link #HEARTBEAT}: until then a request that fails is answered with an error's status.
 */
final class CompletionAnswer implements Headed {

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int LOOKS = 20;
  private static final Entry TICK = new Entry("", "");

  private final Asked asked;
  private final boolean known;
  private final Answers answers;
  private final Attempt attempt;
  private final Duration timeout;
  private final Mono<Entry> closing;
  private final Map<String, String> headers = new LinkedHashMap<>();

  /**
   * An answer that is not there yet.
   *
   * @param known whether the request came before, so that it may have ended
   * @param closing gives the last entry when this instance ends
   */
  CompletionAnswer(
      Asked asked,
      boolean known,
      Answers answers,
      Attempt attempt,
      Duration timeout,
      Mono<Entry> closing) {
    this.asked = asked;
    this.known = known;
    this.answers = answers;
    this.attempt = attempt;
    this.timeout = timeout;
    this.closing = closing;
    headers.put("x-request-id", asked.id());
  }

  @Override
  public Headed header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  @Override
  public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
    Mono<Void> written = asked.stream() ? stream(exchange) : whole(exchange);
    return written.doFinally(signal -> attempt.gone());
  }

  private Mono<Void> whole(ServerWebExchange exchange) {
    return ended()
        .switchIfEmpty(
            Mono.defer(
                () ->
                    entries()
                        .filter(Entry::last)
                        .next()
                        .flatMap(
                            last ->
                                last.type().equals(AiKeys.DONE)
                                    ? result()
                                    : Mono.error(problem(last).refusal()))))
        .map(this::json)
        .onErrorResume(OpenAiErrors::answerOf)
        .flatMap(answer -> finish(answer, exchange));
  }

  private Mono<Void> finish(Answer answer, ServerWebExchange exchange) {
    attempt.ended();
    headers.forEach((name, value) -> OpenAiErrors.header(name, value, answer::header));
    return answer.writeTo(exchange);
  }

  private Mono<Void> stream(ServerWebExchange exchange) {
    StreamWriter writer = new StreamWriter(asked);
    Flux<Entry> entries = ended().flatMapMany(Replay::of).switchIfEmpty(entries());
    return entries
        .<Void>switchOnFirst(
            (first, all) -> {
              Entry entry = first.get();
              return entry != null && entry.type().equals(AiKeys.ERROR)
                  ? finish(OpenAiErrors.answer(problem(entry)), exchange)
                  : write(all, writer, exchange.getResponse());
            })
        .then();
  }

  private Mono<Void> write(Flux<Entry> entries, StreamWriter writer, ServerHttpResponse response) {
    HttpHeaders shown = response.getHeaders();
    shown.set(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    shown.set(HttpHeaders.CACHE_CONTROL, "no-cache");
    shown.set("X-Accel-Buffering", "no");
    headers.forEach((name, value) -> OpenAiErrors.header(name, value, shown::set));
    Flux<Publisher<DataBuffer>> chunks =
        entries
            .takeUntil(entry -> entry.last() || writer.ended())
            .<Publisher<DataBuffer>>handle(
                (entry, sink) -> {
                  byte[] bytes = writer.write(entry);
                  if (writer.ended()) {
                    attempt.ended();
                  }
                  if (bytes.length > 0) {
                    sink.next(Mono.just(ResponseBytes.of(response, bytes)));
                  }
                });
    return response.writeAndFlushWith(chunks);
  }

  /** The entries as they come, with a sign of life now and then and an end in any case. */
  private Flux<Entry> entries() {
    Flux<Entry> ticks = Flux.interval(HEARTBEAT).onBackpressureDrop().map(tick -> TICK);
    Mono<Entry> tooLate =
        Mono.delay(timeout)
            .map(
                now -> {
                  attempt.gone();
                  return new Entry(
                      AiKeys.ERROR,
                      "{\"code\":\"answer-timeout\",\"message\":\"no answer in time\"}");
                });
    Mono<Entry> ending = closing.doOnNext(last -> attempt.gone());
    return Flux.merge(answers.follow(asked.request()), ticks, tooLate, ending)
        .takeUntil(Entry::last);
  }

  /** The result of a request that came before and has ended. */
  private Mono<AiResult> ended() {
    return known ? answers.result(asked.request()) : Mono.empty();
  }

  /** It is put there in the step that writes the last entry; only Redis may be slow. */
  private Mono<AiResult> result() {
    return answers
        .result(asked.request())
        .repeatWhenEmpty(LOOKS, looks -> looks.delayElements(PAUSE))
        .onErrorMap(
            IllegalStateException.class,
            lost -> OpenAiErrors.ended("answer-lost", "the answer cannot be read").refusal());
  }

  /** Why a request ended without an answer. */
  static Problem problem(Entry error) {
    JsonNode json = Json.parse(error.data().getBytes(StandardCharsets.UTF_8));
    String status = json.path("status").asString("");
    String code = status.equals("cancelled") ? status : json.path("code").asString("");
    return OpenAiErrors.ended(code, json.path("message").asString(""));
  }

  private Answer json(AiResult result) {
    if (result.getStatus() != AiStatus.AI_STATUS_COMPLETED) {
      throw Replay.problem(result).refusal();
    }
    boolean tools = !result.getToolCalls().isEmpty();
    String model = result.getModel().isEmpty() ? asked.model() : result.getModel();
    StringBuilder json = new StringBuilder(512).append('{');
    JsonText.field(json, "id", asked.id()).append(",\"object\":\"chat.completion\",");
    json.append("\"created\":").append(asked.created()).append(',');
    JsonText.field(json, "model", model).append(",\"choices\":[{\"index\":0,\"message\":{");
    json.append("\"role\":\"assistant\",\"content\":");
    if (tools && result.getAnswer().isEmpty()) {
      json.append("null");
    } else {
      JsonText.quote(json, result.getAnswer());
    }
    json.append(",\"refusal\":null");
    if (tools) {
      json.append(",\"tool_calls\":").append(result.getToolCalls().toStringUtf8());
    }
    json.append("},\"logprobs\":null,");
    JsonText.field(json, "finish_reason", Replay.reason(result)).append("}],\"usage\":");
    json.append(Asked.usage(result.getUsage()));
    if (result.getFallback()) {
      json.append(",\"fallback\":true");
    }
    return Answer.json(200, json.append('}'));
  }

  @Override
  public HttpStatusCode statusCode() {
    return HttpStatusCode.valueOf(200);
  }

  @Override
  public HttpHeaders headers() {
    return new HttpHeaders();
  }

  @Override
  public MultiValueMap<String, ResponseCookie> cookies() {
    return new LinkedMultiValueMap<>();
  }
}
