package io.millrace.ingest.openai;

import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.queue.Entrant;
import org.jspecify.annotations.Nullable;

/**
 * A client's wait for an answer. If it goes away before the end, the request it made is cancelled,
 * whether that was stored before or after. Not so one that it named: it comes back by that name for
 * the answer. Any thread.
 */
final class Attempt {

  private final AiQueue queue;
  private @Nullable Entrant stored;
  private boolean gone;
  private boolean over;

  Attempt(AiQueue queue) {
    this.queue = queue;
  }

  /** The request is stored, and nobody can come back for the same. */
  synchronized void stored(Entrant entrant) {
    stored = entrant;
    cancel();
  }

  /** The client does not wait any more. */
  synchronized void gone() {
    gone = true;
    cancel();
  }

  /** The answer has ended. */
  synchronized void ended() {
    over = true;
  }

  private void cancel() {
    Entrant request = stored;
    if (gone && !over && request != null) {
      over = true;
      queue.cancel(request.tenant(), request.requestId(), null, (how, problem) -> {});
    }
  }
}
