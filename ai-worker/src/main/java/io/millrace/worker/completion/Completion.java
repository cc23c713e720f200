package io.millrace.worker.completion;

/**
 * A model's answer.
 *
 * @param model the model that answered
 * @param answer its text
 * @param promptTokens tokens read, 0 where the server does not say
 * @param completionTokens tokens written, 0 where the server does not say
 */
public record Completion(String model, String answer, long promptTokens, long completionTokens) {

  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
