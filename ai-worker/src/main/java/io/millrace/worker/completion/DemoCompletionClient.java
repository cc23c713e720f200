package io.millrace.worker.completion;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;

/**
 * A model without a model: repeats the question and says what to set to get a real answer. The same
 * prompt always gives the same answer.
 */
final class DemoCompletionClient implements CompletionClient {

  static final String MODEL = "demo";

  /** From word to word, so that people see it stream. */
  static final Duration PACE = Duration.ofMillis(10);

  private static final int LONGEST_QUOTE = 500;
  private static final Pattern TOKEN =
      Pattern.compile("\\w+|[^\\w\\s]", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern WORD = Pattern.compile("\\S+\\s*");

  private final Duration pace;

  DemoCompletionClient(Duration pace) {
    this.pace = pace;
  }

  @Override
  public Flux<Chunk> stream(Prompt prompt, Meter meter) {
    Flux<Chunk> answer = Flux.defer(() -> Flux.fromIterable(answer(prompt)));
    return meter.count(MODEL, prompt, pace.isZero() ? answer : answer.delayElements(pace));
  }

  @Override
  public Duration closedFor(Terms terms) {
    return Duration.ZERO;
  }

  @Override
  public Circuit circuit() {
    return Circuit.CLOSED;
  }

  @Override
  public List<ProviderState> providers() {
    return List.of();
  }

  @Override
  public String describe() {
    return "the built-in demo model (set LLM_BASE_URL or LLM_API_KEY for a real one)";
  }

  private static List<Chunk> answer(Prompt prompt) {
    String answer =
        "You asked: \""
            + quote(question(prompt.messages()))
            + "\" I am the built-in demo model and can only repeat it."
            + " Set LLM_BASE_URL and LLM_API_KEY on ai-worker to connect a real model.";
    String cut = first(prompt.maxTokens().orElse(Integer.MAX_VALUE), answer);
    long asked = prompt.messages().stream().mapToLong(message -> tokens(message.content())).sum();
    boolean whole = cut.length() == answer.length();
    List<Chunk> chunks = new ArrayList<>();
    WORD.matcher(cut).results().forEach(word -> chunks.add(new Chunk.Text(word.group())));
    chunks.add(
        new Chunk.End(
            whole ? "stop" : "length",
            new Usage(asked, tokens(cut)),
            MODEL,
            "",
            ByteString.EMPTY,
            false));
    return chunks;
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
