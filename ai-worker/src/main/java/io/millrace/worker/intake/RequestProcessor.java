package io.millrace.worker.intake;

import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.worker.completion.Completion;
import io.millrace.worker.completion.CompletionClient;
import io.millrace.worker.completion.CompletionException;
import io.millrace.worker.completion.Prompt;
import io.millrace.worker.completion.Terms;
import io.millrace.worker.metrics.WorkerMetrics;
import io.millrace.worker.result.ResultPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** One request, from its record to the acknowledged result. Never blocks. */
@Component
class RequestProcessor {

  private static final Logger log = LoggerFactory.getLogger(RequestProcessor.class);
  private static final ProtoSerde<AiRequest> SERDE = ProtoSerde.of(AiRequest.getDefaultInstance());

  private final CompletionClient model;
  private final ResultPublisher results;
  private final WorkerMetrics metrics;
  private final IntakeSettings settings;
  private final Clock clock;

  RequestProcessor(
      CompletionClient model,
      ResultPublisher results,
      WorkerMetrics metrics,
      IntakeSettings settings,
      Clock clock) {
    this.model = model;
    this.results = results;
    this.metrics = metrics;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Completes when Kafka has the result or the dead letter. Whatever goes wrong with a request ends
   * as one of the two: a slot that is never freed would hold up its whole partition.
   */
  CompletableFuture<Void> process(ConsumerRecord<byte[], byte[]> record) {
    metrics.received(record.topic());
    return CompletableFuture.completedFuture(record)
        .thenCompose(this::answer)
        .exceptionallyCompose(error -> deadLetter(record, cause(error)));
  }

  private CompletableFuture<Void> answer(ConsumerRecord<byte[], byte[]> record) {
    AiRequest request = decode(record.value());
    Instant start = clock.instant();
    return outcome(request, start)
        .toFuture()
        .thenCompose(outcome -> publish(record, request, outcome, start));
  }

  private static AiRequest decode(byte[] value) {
    if (value == null) {
      throw new SerializationException("no value");
    }
    AiRequest request = SERDE.parse(value);
    if (request.getTenant().isEmpty() || request.getRequestId().isEmpty()) {
      throw new SerializationException("a request without tenant or request_id");
    }
    return request;
  }

  private CompletableFuture<Void> deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable why) {
    if (!(why instanceof SerializationException)) {
      log.error("a request failed in a way nobody foresaw", why);
    }
    return results
        .deadLetter(record, RequestIntake.GROUP, why)
        .thenRun(
            () -> {
              metrics.deadLettered(record.topic());
              log.atWarn()
                  .addKeyValue("topic", record.topic())
                  .addKeyValue("partition", record.partition())
                  .addKeyValue("offset", record.offset())
                  .addKeyValue("reason", String.valueOf(why.getMessage()))
                  .log("record dead lettered");
            });
  }

  private Mono<Outcome> outcome(AiRequest request, Instant start) {
    if (!RequestTimes.valid(request)) {
      return Mono.just(
          Outcome.failed(
              0, Outcome.INVALID_REQUEST, "deadline and admitted_at must be in years 1 to 9999"));
    }
    Duration left =
        request.hasDeadline()
            ? Duration.between(start, Timestamps.toInstant(request.getDeadline()))
            : settings.requestTimeout();
    if (left.isNegative() || left.isZero()) {
      return Mono.just(
          Outcome.failed(
              0, Outcome.DEADLINE_EXCEEDED, "the deadline passed before the work began"));
    }
    if (request.getMessagesCount() == 0) {
      return Mono.just(Outcome.failed(0, Outcome.INVALID_REQUEST, "the request has no messages"));
    }
    boolean untilDeadline = left.compareTo(settings.requestTimeout()) < 0;
    return Completion.of(Flux.defer(() -> model.stream(prompt(request))))
        .retryWhen(
            Retry.from(
                failures ->
                    failures.concatMap(
                        failure ->
                            failure.failure() instanceof CompletionException unasked
                                    && !unasked.attempted()
                                    && unasked.retriable()
                                ? Mono.delay(unasked.retryAfter().orElse(Duration.ZERO))
                                : Mono.error(failure.failure()))))
        .timeout(untilDeadline ? left : settings.requestTimeout())
        .map(Outcome::completed)
        .onErrorResume(error -> Mono.just(failed(error, untilDeadline)));
  }

  private Outcome failed(Throwable error, boolean untilDeadline) {
    if (error instanceof CompletionException refused) {
      return Outcome.failed(1, refused.code().toString(), String.valueOf(refused.getMessage()));
    }
    if (error instanceof TimeoutException) {
      return untilDeadline
          ? Outcome.failed(
              1, Outcome.DEADLINE_EXCEEDED, "the deadline passed before the model answered")
          : Outcome.failed(
              1,
              Outcome.PROVIDER_TIMEOUT,
              "the model did not answer within " + settings.requestTimeout().toSeconds() + " s");
    }
    log.error("the call failed in a way nobody foresaw", error);
    return Outcome.failed(1, Outcome.INTERNAL_ERROR, "the worker failed");
  }

  private CompletableFuture<Void> publish(
      ConsumerRecord<byte[], byte[]> record, AiRequest request, Outcome outcome, Instant start) {
    Instant end = clock.instant();
    Duration waited = RequestTimes.waited(request, start);
    Duration worked = RequestTimes.span(start, end);
    AiResult result = result(request, outcome, waited, worked, end);
    return results
        .publish(result)
        .thenApply(written -> result)
        .exceptionallyCompose(tooLarge -> publishWithoutAnswer(result))
        .thenAccept(
            written -> {
              String label =
                  written.getErrorCode().isEmpty() ? "completed" : written.getErrorCode();
              metrics.finished(record.topic(), label, waited, worked);
              logFinished(written, label);
            });
  }

  /** The tokens are spent all the same, so the usage stays. */
  private CompletableFuture<AiResult> publishWithoutAnswer(AiResult result) {
    AiResult failed =
        result.toBuilder()
            .clearAnswer()
            .setStatus(AiStatus.AI_STATUS_FAILED)
            .setErrorCode(Outcome.ANSWER_TOO_LARGE)
            .setErrorMessage("the answer is larger than a record may be")
            .build();
    return results.publish(failed).thenApply(written -> failed);
  }

  private static AiResult result(
      AiRequest request, Outcome outcome, Duration waited, Duration worked, Instant end) {
    AiResult.Builder result =
        AiResult.newBuilder()
            .setTenant(request.getTenant())
            .setRequestId(request.getRequestId())
            .setUserId(request.getUserId())
            .setPriority(request.getPriority())
            .setStatus(outcome.status())
            .setAttempts(outcome.attempts())
            .setModel(request.getModel())
            .setWaitMs(waited.toMillis())
            .setProcessMs(worked.toMillis())
            .setErrorCode(outcome.errorCode())
            .setErrorMessage(outcome.errorMessage())
            .setCompletedAt(Timestamps.of(end));
    Completion completion = outcome.completion();
    if (completion != null) {
      result
          .setAnswer(completion.answer())
          .setModel(completion.model())
          .setUsage(
              Usage.newBuilder()
                  .setPromptTokens(completion.promptTokens())
                  .setCompletionTokens(completion.completionTokens())
                  .setTotalTokens(completion.totalTokens()));
    }
    return result.build();
  }

  private Prompt prompt(AiRequest request) {
    List<Prompt.Message> messages =
        request.getMessagesList().stream()
            .map(message -> new Prompt.Message(message.getRole(), message.getContent()))
            .toList();
    return new Prompt(
        request.getModel(),
        messages,
        request.hasMaxTokens() ? OptionalInt.of(request.getMaxTokens()) : OptionalInt.empty(),
        request.getOpenai(),
        new Terms(
            request.getPriority() == Priority.PRIORITY_HIGH,
            request.hasDeadline()
                ? Optional.of(Timestamps.toInstant(request.getDeadline()))
                : Optional.empty(),
            settings.requestTimeout()));
  }

  private static void logFinished(AiResult result, String outcome) {
    log.atInfo()
        .addKeyValue("tenant", result.getTenant())
        .addKeyValue("request", result.getRequestId())
        .addKeyValue("outcome", outcome)
        .addKeyValue("model", result.getModel())
        .addKeyValue("attempts", result.getAttempts())
        .addKeyValue("waitMs", result.getWaitMs())
        .addKeyValue("processMs", result.getProcessMs())
        .addKeyValue("tokens", result.getUsage().getTotalTokens())
        .log("request finished");
  }

  private static Throwable cause(Throwable error) {
    return error instanceof java.util.concurrent.CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
