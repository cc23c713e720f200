package io.millrace.worker.completion;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a model is asked.
 *
 * @param model the model asked for; empty leaves it to the client
 * @param messages the conversation, oldest first
 * @param maxTokens the longest answer wanted
 * @param openai the body of an OpenAI chat completion request as JSON, sent in place of the
 *     messages; empty for none
 * @param terms what the asker can live with
 */
public record Prompt(
    String model, List<Message> messages, OptionalInt maxTokens, ByteString openai, Terms terms) {

  public Prompt {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages: none (expected: one or more)");
    }
  }

  /** How long its texts are: pictures and sound have none. */
  long characters() {
    return openai.isEmpty()
        ? messages.stream().mapToLong(message -> message.content().length()).sum()
        : Question.characters(openai);
  }

  /** The same with less time. */
  Prompt within(Duration timeout) {
    return new Prompt(
        model, messages, maxTokens, openai, new Terms(terms.urgent(), terms.deadline(), timeout));
  }

  /**
   * One message of a conversation.
   *
   * @param role system, user or assistant
   * @param content its text
   */
  public record Message(String role, String content) {}
}
