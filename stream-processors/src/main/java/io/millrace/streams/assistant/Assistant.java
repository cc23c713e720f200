package io.millrace.streams.assistant;

import io.millrace.schemas.ai.AiKeys;
import io.millrace.streams.projection.ShortIds;

/** The model as a member of a conversation. */
final class Assistant {

  /** Who sends its messages. */
  static final String USER = AiKeys.SENDER;

  private static final int MAX_ID = 128;
  private static final String ANSWER = "-answer";

  private Assistant() {}

  /** The id of the message that answers another; ids are at most 128 characters. */
  static String answerId(String messageId) {
    return (messageId.length() + ANSWER.length() > MAX_ID ? ShortIds.of(messageId) : messageId)
        + ANSWER;
  }
}
