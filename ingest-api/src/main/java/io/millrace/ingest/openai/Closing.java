package io.millrace.ingest.openai;

import io.millrace.ingest.answer.Entry;
import io.millrace.schemas.ai.AiKeys;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Tells those who wait for an answer here that this instance ends: before the web server waits for
 * open connections, which it does not do for as long as a model may take.
 */
final class Closing implements SmartLifecycle {

  private static final Entry STOPPING =
      new Entry(
          AiKeys.ERROR,
          "{\"code\":\"%s\",\"message\":\"this instance is being stopped, ask again\"}"
              .formatted(OpenAiErrors.STOPPING));

  private final Sinks.One<Entry> begun = Sinks.one();
  private volatile boolean running;

  /** The last entry of every answer from then on. */
  Mono<Entry> begun() {
    return begun.asMono();
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    begun.tryEmitValue(STOPPING);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
