package io.millrace.worker.completion;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a model is asked.
 *
 * @param model the model asked for; empty leaves it to the client
 * @param messages the conversation, oldest first
 * @param maxTokens the longest answer wanted
 */
public record Prompt(String model, List<Message> messages, OptionalInt maxTokens) {

  public Prompt {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages: none (expected: one or more)");
    }
  }

  /**
   * One message of a conversation.
   *
   * @param role system, user or assistant
   * @param content its text
   */
  public record Message(String role, String content) {}
}
