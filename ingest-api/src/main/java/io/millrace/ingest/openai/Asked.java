package io.millrace.ingest.openai;

import io.millrace.ingest.queue.Entrance;
import io.millrace.schemas.ai.v1.Usage;

/**
 * What a client asked for.
 *
 * @param id of the request, and of the completion
 * @param named whether the client gave the id, and so can ask for the same again
 * @param model the name it gave
 * @param stream whether it wants the answer as it comes
 * @param includeUsage whether a stream ends with what it took
 * @param created when, in seconds of the epoch
 * @param entrance its way into the queue
 */
record Asked(
    String id,
    boolean named,
    String model,
    boolean stream,
    boolean includeUsage,
    long created,
    Entrance entrance) {

  /** Its name in Redis. */
  String request() {
    return entrance.entrant().request();
  }

  /** OpenAI's {@code usage}. */
  static String usage(Usage usage) {
    return usage(usage.getPromptTokens(), usage.getCompletionTokens(), usage.getTotalTokens());
  }

  static String usage(long prompt, long completion, long total) {
    return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
        .formatted(prompt, completion, total);
  }
}
