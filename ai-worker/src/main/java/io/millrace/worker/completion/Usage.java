package io.millrace.worker.completion;

/**
 * Tokens an answer cost.
 *
 * @param promptTokens read
 * @param completionTokens written
 */
public record Usage(long promptTokens, long completionTokens) {

  static final Usage NONE = new Usage(0, 0);

  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
