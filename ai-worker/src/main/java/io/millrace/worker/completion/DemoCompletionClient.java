package io.millrace.worker.completion;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * A model without a model: repeats the question and says what to set to get a real answer. The same
 * prompt always gives the same answer.
 */
final class DemoCompletionClient implements CompletionClient {

  static final String MODEL = "demo";

  private static final int LONGEST_QUOTE = 500;
  private static final Pattern TOKEN =
      Pattern.compile("\\w+|[^\\w\\s]", Pattern.UNICODE_CHARACTER_CLASS);

  @Override
  public Mono<Completion> complete(Prompt prompt) {
    return Mono.fromSupplier(() -> answer(prompt));
  }

  @Override
  public String describe() {
    return "the built-in demo model (set LLM_BASE_URL or LLM_API_KEY for a real one)";
  }

  private static Completion answer(Prompt prompt) {
    String answer =
        "You asked: \""
            + quote(question(prompt.messages()))
            + "\" I am the built-in demo model and can only repeat it."
            + " Set LLM_BASE_URL and LLM_API_KEY on ai-worker to connect a real model.";
    String cut = first(prompt.maxTokens().orElse(Integer.MAX_VALUE), answer);
    long asked = prompt.messages().stream().mapToLong(message -> tokens(message.content())).sum();
    return new Completion(MODEL, cut, asked, tokens(cut));
  }

  private static String question(List<Prompt.Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals("user")) {
        return messages.get(i).content();
      }
    }
    return messages.get(messages.size() - 1).content();
  }

  private static String quote(String question) {
    String line = question.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= LONGEST_QUOTE) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
  }

  private static long tokens(String text) {
    return TOKEN.matcher(text).results().count();
  }

  private static String first(int tokens, String text) {
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    for (int count = 0; count < tokens && matcher.find(); count++) {
      end = matcher.end();
    }
    return text.substring(0, end);
  }
}
