package io.millrace.worker.completion;

import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;

/** Asks a language model. Never blocks. */
public interface CompletionClient {

  /**
   * The model's answer as it comes, ending with {@link Chunk.End}, or a {@link CompletionException}
   * before or after some of it. Cancelling closes the connection to the provider.
   *
   * @param meter told what that takes
   */
  Flux<Chunk> stream(Prompt prompt, Meter meter);

  /**
   * How long no provider will be asked; zero when one can be, or when the fallback answer is due.
   * Whoever does not wait gets an exception that says {@link CompletionException#attempted} false.
   * May grow shorter or longer meanwhile: ask again.
   */
  Duration closedFor(Terms terms);

  /** The best state of any provider. */
  Circuit circuit();

  /** The providers in the order they are asked; empty for the demo model. */
  List<ProviderState> providers();

  /** Who answers, for people. */
  String describe();
}
