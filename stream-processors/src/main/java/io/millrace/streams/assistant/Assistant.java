package io.millrace.streams.assistant;

import io.millrace.streams.projection.ShortIds;

/** The model as a member of a conversation. */
final class Assistant {

  /** Who sends its messages. */
  static final String USER = "ai";

  private static final int MAX_ID = 128;
  private static final String ANSWER = "-answer";

  private Assistant() {}

  /** The id of the message that answers a request; ids are at most 128 characters. */
  static String answerId(String requestId) {
    return (requestId.length() + ANSWER.length() > MAX_ID ? ShortIds.of(requestId) : requestId)
        + ANSWER;
  }
}
