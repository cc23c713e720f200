package io.millrace.streams.chat;

import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.projection.ProjectionTopology;
import org.apache.kafka.streams.Topology;

/**
 * Numbers the messages of each conversation without gaps, in the order of the log, and keeps how
 * far each user has read. What is left to read follows from the two. A mark does not depend on when
 * it comes: the furthest one counts.
 */
public final class ChatTopology implements ProjectionTopology {

  @Override
  public String applicationId() {
    return "millrace-chat";
  }

  @Override
  public Topology get() {
    return Projection.into(
            Topics.PROJECTION_CHAT_CONVERSATIONS,
            ChatRow.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build(),
            ChatState.stores())
        .facts(
            Topics.CHAT_MESSAGES,
            ProtoSerde.of(ChatMessage.getDefaultInstance()).deserializer(),
            MessageReader::new)
        .facts(
            Topics.CHAT_READS,
            ProtoSerde.of(ChatRead.getDefaultInstance()).deserializer(),
            ReadReader::new)
        .build();
  }
}
