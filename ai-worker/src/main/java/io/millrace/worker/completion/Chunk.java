package io.millrace.worker.completion;

import com.google.protobuf.ByteString;

/** A piece of an answer as it comes. The last one of an answer that is whole is an {@link End}. */
public sealed interface Chunk {

  /**
   * Text to append to the answer. It holds no U+0000, which a PostgreSQL text cannot.
   *
   * @param text never empty
   */
  record Text(String text) implements Chunk {

    public Text {
      text = text.replace("\0", "");
    }
  }

  /**
   * A piece of tool calls.
   *
   * @param json OpenAI's {@code delta.tool_calls}: an array
   */
  record ToolDelta(String json) implements Chunk {}

  /**
   * The answer is whole.
   *
   * @param finishReason why the model stopped, in OpenAI's words
   * @param usage what it cost; zeros where the server does not say
   * @param model the model that answered
   * @param provider the configured provider that answered; empty for none
   * @param toolCalls the tool calls put together, OpenAI's JSON array; empty for none
   * @param fallback whether it is the configured fallback message, not the model's answer
   */
  record End(
      String finishReason,
      Usage usage,
      String model,
      String provider,
      ByteString toolCalls,
      boolean fallback)
      implements Chunk {

    public End {
      model = model.replace("\0", "");
    }
  }
}
