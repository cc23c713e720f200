package io.millrace.ingest.openai;

import io.millrace.ingest.answer.Answers;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.intake.Taken;
import io.millrace.ingest.queue.AiQueue;
import java.time.Duration;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Takes completions in like any event, and answers with what the worker makes of them. */
final class Completions {

  private final Intake intake;
  private final CompletionReader reader;
  private final AiQueue queue;
  private final Answers answers;
  private final Duration timeout;
  private final Closing closing;

  Completions(
      Intake intake,
      CompletionReader reader,
      AiQueue queue,
      Answers answers,
      Duration timeout,
      Closing closing) {
    this.intake = intake;
    this.reader = reader;
    this.queue = queue;
    this.answers = answers;
    this.timeout = timeout;
    this.closing = closing;
  }

  Mono<ServerResponse> complete(ServerRequest request) {
    Attempt attempt = new Attempt(queue);
    return intake
        .one(
            request,
            Scope.WRITE,
            EventKind.AI_REQUEST,
            (body, call) -> {
              CompletionReader.Read read = reader.read(body, call);
              if (!answers.available()) {
                throw Problem.unavailable(
                        "redis-unavailable",
                        "answers cannot be read: Redis does not answer",
                        Duration.ofSeconds(1))
                    .refusal();
              }
              return new Prepared(
                      read.event(),
                      (event, taken) -> Mono.just(stored(read.asked(), taken, attempt)))
                  .behind(read.asked().entrance());
            })
        .doOnCancel(attempt::gone);
  }

  private ServerResponse stored(Asked asked, Taken taken, Attempt attempt) {
    boolean known = asked.entrance().taken(taken).duplicate();
    if (!known && !asked.named()) {
      attempt.stored(asked.entrance().entrant());
    }
    CompletionAnswer answer =
        new CompletionAnswer(asked, known, answers, attempt, timeout, closing.begun());
    TokenHeaders.show(answer, asked.entrance());
    return answer;
  }
}
