package io.millrace.streams.notification;

import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.streams.chat.MessageFact;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.ShortIds;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/** A message notifies each recipient but its sender. */
final class MessageNotices implements FactReader<ChatMessage, Notification> {

  @Override
  public String identity(Record<String, ChatMessage> record) {
    return MessageFact.identity(record);
  }

  @Override
  public List<Change<Notification>> changes(Record<String, ChatMessage> record) {
    MessageFact fact = MessageFact.of(record);
    ChatMessage message = fact.message();
    String id = ShortIds.of("chat", message.getConversationId(), message.getMessageId());
    List<Notice> notices =
        fact.recipients().stream().map(user -> notice(message, id, user)).toList();
    return Notice.changes(message.getTenant(), notices);
  }

  private static Notice notice(ChatMessage message, String id, String userId) {
    return new Notice(
        Notification.newBuilder()
            .setTenant(message.getTenant())
            .setUserId(userId)
            .setNotificationId(id)
            .setKind("chat")
            .setTitle(message.getSenderId())
            .setCreatedAt(message.getSentAt())
            .setConversationId(message.getConversationId())
            .setMessageId(message.getMessageId())
            .setRevision(1)
            .build());
  }
}
