package io.millrace.worker.completion;

import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_ERROR;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_INVALID_ANSWER;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_RATE_LIMITED;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_REFUSED;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_UNREACHABLE;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks a server that speaks OpenAI's {@code /v1/chat/completions}. */
final class OpenAiCompletionClient implements CompletionClient {

  /** Leaves room in a record of 2 MiB for the answer in UTF-8. */
  private static final int LARGEST_ANSWER_BYTES = 1024 * 1024;

  private static final Pattern HARMLESS = Pattern.compile("[a-z0-9_.-]{1,64}");

  private final WebClient http;
  private final LlmSettings settings;

  OpenAiCompletionClient(WebClient.Builder http, LlmSettings settings) {
    this.settings = settings;
    http.codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER_BYTES));
    if (!settings.apiKey().isEmpty()) {
      http.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + settings.apiKey());
    }
    this.http = http.build();
  }

  @Override
  public Flux<Chunk> stream(Prompt prompt) {
    return complete(prompt)
        .flatMapMany(
            completion ->
                Flux.just(
                    new Chunk.Text(completion.answer()),
                    new Chunk.End(
                        "stop",
                        new io.millrace.worker.completion.Usage(
                            completion.promptTokens(), completion.completionTokens()),
                        completion.model(),
                        "",
                        ByteString.EMPTY,
                        false)));
  }

  @Override
  public Duration closedFor(Terms terms) {
    return Duration.ZERO;
  }

  @Override
  public Circuit circuit() {
    return Circuit.CLOSED;
  }

  @Override
  public List<ProviderState> providers() {
    return List.of();
  }

  private Mono<Completion> complete(Prompt prompt) {
    String model = prompt.model().isEmpty() ? settings.model() : prompt.model();
    Integer maxTokens = prompt.maxTokens().isPresent() ? prompt.maxTokens().getAsInt() : null;
    return http.post()
        .uri(settings.completions())
        .contentType(MediaType.APPLICATION_JSON)
        .accept(MediaType.APPLICATION_JSON)
        .bodyValue(new Question(model, prompt.messages(), maxTokens, false))
        .exchangeToMono(response -> read(response, model))
        .onErrorMap(OpenAiCompletionClient::asCompletionException);
  }

  @Override
  public String describe() {
    return settings.model() + " at " + settings.completions();
  }

  private static Mono<Completion> read(ClientResponse response, String model) {
    if (response.statusCode().is2xxSuccessful()) {
      return response
          .bodyToMono(Answer.class)
          .switchIfEmpty(Mono.error(() -> invalid("an empty answer")))
          .map(answer -> completion(answer, model));
    }
    int status = response.statusCode().value();
    return response
        .bodyToMono(Refusal.class)
        .onErrorComplete()
        .defaultIfEmpty(new Refusal(null))
        .flatMap(refusal -> Mono.error(refused(status, refusal.reason())));
  }

  private static Completion completion(Answer answer, String model) {
    if (answer.choices() == null || answer.choices().isEmpty()) {
      throw invalid("an answer without choices");
    }
    Text message = answer.choices().get(0).message();
    if (message == null || message.content() == null) {
      throw invalid("an answer without content");
    }
    Usage usage = answer.usage() == null ? new Usage(0, 0) : answer.usage();
    return new Completion(
        answer.model() == null ? model : answer.model(),
        message.content(),
        usage.promptTokens(),
        usage.completionTokens());
  }

  private static CompletionException refused(int status, String reason) {
    CompletionException.Code code =
        switch (status) {
          case 429 -> PROVIDER_RATE_LIMITED;
          default -> status >= 500 ? PROVIDER_ERROR : PROVIDER_REFUSED;
        };
    return new CompletionException(
        code, "the model answered " + status + (reason.isEmpty() ? "" : " (" + reason + ")"));
  }

  private static CompletionException invalid(String what) {
    return new CompletionException(PROVIDER_INVALID_ANSWER, "the model gave " + what);
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
      return invalid("an answer of more than " + LARGEST_ANSWER_BYTES + " bytes");
    }
    if (error instanceof DecodingException || error instanceof WebClientResponseException) {
      return invalid("an answer that is not a chat completion");
    }
    return new CompletionException(
        PROVIDER_UNREACHABLE, "the call broke: " + error.getClass().getSimpleName());
  }

  private record Question(
      String model,
      List<Prompt.Message> messages,
      @JsonProperty("max_tokens") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Integer maxTokens,
      boolean stream) {}

  private record Answer(
      @Nullable String model, @Nullable List<Choice> choices, @Nullable Usage usage) {}

  private record Choice(@Nullable Text message) {}

  private record Text(@Nullable String content) {}

  private record Usage(
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("completion_tokens") long completionTokens) {}

  private record Refusal(@Nullable Cause error) {

    /** The server's code for it. Its sentence is not passed on: it may quote our key. */
    String reason() {
      if (error == null) {
        return "";
      }
      String reason = error.code() == null ? error.type() : error.code();
      return reason != null && HARMLESS.matcher(reason).matches() ? reason : "";
    }
  }

  private record Cause(@Nullable String code, @Nullable String type) {}
}
