package io.millrace.worker.completion;

/**
 * A model's answer. Its texts hold no U+0000, which a PostgreSQL text cannot.
 *
 * @param model the model that answered
 * @param answer its text
 * @param promptTokens tokens read, 0 where the server does not say
 * @param completionTokens tokens written, 0 where the server does not say
 */
public record Completion(String model, String answer, long promptTokens, long completionTokens) {

  public Completion {
    model = withoutNul(model);
    answer = withoutNul(answer);
  }

  private static String withoutNul(String text) {
    return text.replace("\0", "");
  }

  public long totalTokens() {
    return promptTokens + completionTokens;
  }
}
