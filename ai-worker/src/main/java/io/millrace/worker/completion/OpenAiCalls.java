package io.millrace.worker.completion;

import static io.millrace.worker.completion.CompletionException.Code.ANSWER_TOO_LARGE;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_TIMEOUT;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_UNREACHABLE;

import io.millrace.worker.completion.CompletionException.Fault;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks one server that speaks OpenAI's {@code /v1/chat/completions}, once per call. */
final class OpenAiCalls {

  private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENTS =
      new ParameterizedTypeReference<>() {};

  /** As JSON an answer is longer than its text. */
  private static final int LARGEST_EVENT_BYTES = 2 * AnswerReader.LARGEST_ANSWER_BYTES;

  /** How long a server may take to close after it said that nothing more comes. */
  private static final Duration CLOSE = Duration.ofMillis(200);

  private final WebClient http;
  private final ProviderSettings provider;
  private final TokenTimeouts timeouts;
  private final Refusals refusals;

  OpenAiCalls(
      WebClient.Builder http, ProviderSettings provider, TokenTimeouts timeouts, Clock clock) {
    this.provider = provider;
    this.timeouts = timeouts;
    this.refusals = new Refusals(clock);
    http.codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_EVENT_BYTES));
    if (!provider.apiKey().isEmpty()) {
      http.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + provider.apiKey());
    }
    this.http = http.build();
  }

  /** Fails with a {@link CompletionException} only. */
  Flux<Chunk> stream(Prompt prompt, String model) {
    return Flux.defer(
            () -> {
              AnswerReader reader = new AnswerReader(refusals, provider.name(), model);
              AtomicBoolean begun = new AtomicBoolean();
              return http.post()
                  .uri(provider.completions())
                  .contentType(MediaType.APPLICATION_JSON)
                  .accept(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_JSON)
                  .bodyValue(Question.of(prompt, model))
                  .exchangeToFlux(response -> read(response, reader))
                  .filter(AnswerReader.Read::alive)
                  .timeout(
                      Mono.delay(timeouts.first()),
                      read -> Mono.delay(read.last() ? CLOSE : timeouts.next()))
                  .doOnNext(read -> begun.set(true))
                  .concatMapIterable(AnswerReader.Read::chunks)
                  .onErrorResume(TimeoutException.class, silence -> silent(reader, begun.get()))
                  .concatWith(Flux.defer(() -> Flux.fromIterable(reader.closed())))
                  .takeUntilOther(tooLong(prompt.terms().timeout(), begun));
            })
        .onErrorMap(OpenAiCalls::asCompletionException);
  }

  private Flux<AnswerReader.Read> read(ClientResponse response, AnswerReader reader) {
    if (!response.statusCode().is2xxSuccessful()) {
      return response
          .bodyToMono(String.class)
          .onErrorComplete(DataBufferLimitException.class)
          .defaultIfEmpty("")
          .flatMapMany(
              body ->
                  Flux.error(
                      refusals.read(
                          response.statusCode().value(),
                          response.headers().asHttpHeaders(),
                          body)));
    }
    boolean streams =
        response.headers().contentType().filter(MediaType.APPLICATION_JSON::includes).isEmpty();
    return streams
        ? response.bodyToFlux(EVENTS).map(event -> reader.event(event.data()))
        : response
            .bodyToMono(String.class)
            .switchIfEmpty(Mono.error(() -> AnswerReader.invalid("an empty answer")))
            .map(body -> new AnswerReader.Read(reader.whole(body), true, true))
            .flux();
  }

  private Flux<Chunk> silent(AnswerReader reader, boolean begun) {
    if (reader.finished()) {
      return Flux.empty();
    }
    return Flux.error(
        new CompletionException(
            PROVIDER_TIMEOUT,
            begun
                ? "the model gave nothing more for " + text(timeouts.next())
                : "the model gave no token within " + text(timeouts.first())));
  }

  /** A provider that was still at it when the time was up is no broken one. */
  private static Mono<Void> tooLong(Duration timeout, AtomicBoolean begun) {
    return Mono.delay(timeout)
        .then(
            Mono.error(
                () -> {
                  CompletionException late =
                      new CompletionException(
                          PROVIDER_TIMEOUT, "the model did not answer within " + text(timeout));
                  return begun.get() ? late.of(Fault.REQUEST) : late;
                }));
  }

  private static String text(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static Throwable asCompletionException(Throwable error) {
    if (error instanceof CompletionException) {
      return error;
    }
    if (error instanceof WebClientRequestException) {
      return new CompletionException(PROVIDER_UNREACHABLE, "the model could not be reached");
    }
    if (error instanceof DataBufferLimitException
        || error.getCause() instanceof DataBufferLimitException) {
      return new CompletionException(
          ANSWER_TOO_LARGE,
          "the model gave a piece of more than " + LARGEST_EVENT_BYTES + " bytes");
    }
    if (error instanceof DecodingException || error instanceof WebClientException) {
      return AnswerReader.invalid("an answer that is not a chat completion");
    }
    return new CompletionException(
        PROVIDER_UNREACHABLE, "the call broke: " + error.getClass().getSimpleName());
  }
}
