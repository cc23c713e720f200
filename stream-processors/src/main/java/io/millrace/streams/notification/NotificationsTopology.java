package io.millrace.streams.notification;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.projection.ProjectionTopology;
import org.apache.kafka.streams.Topology;

/**
 * Tells users of chat messages for them and of AI requests of theirs that ended. What a message
 * says is not repeated: the topic keeps notifications for longer than messages may be kept.
 */
public final class NotificationsTopology implements ProjectionTopology {

  @Override
  public String applicationId() {
    return "millrace-notifications";
  }

  @Override
  public Topology get() {
    return Projection.into(
            Topics.PROJECTION_NOTIFICATIONS,
            Notification.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build())
        .facts(
            Topics.CHAT_MESSAGES,
            ProtoSerde.of(ChatMessage.getDefaultInstance()).deserializer(),
            MessageNotices::new)
        .facts(
            Topics.AI_RESULTS,
            ProtoSerde.of(AiResult.getDefaultInstance()).deserializer(),
            ResultNotices::new)
        .besideFacts(Notification::getInput)
        .build();
  }
}
