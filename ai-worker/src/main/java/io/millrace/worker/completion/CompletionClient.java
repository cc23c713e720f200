package io.millrace.worker.completion;

import reactor.core.publisher.Mono;

/** Asks a language model. Never blocks; cancelling the answer cancels the call. */
public interface CompletionClient {

  /** The model's answer, or a {@link CompletionException}. The caller limits the time. */
  Mono<Completion> complete(Prompt prompt);

  /** Who answers, for people. */
  String describe();
}
