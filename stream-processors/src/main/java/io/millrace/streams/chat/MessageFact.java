package io.millrace.streams.chat;

import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.streams.projection.Checks;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;

/** A chat message that can be counted. */
public record MessageFact(ChatMessage message) {

  /**
   * Who the message is, by its own ids whatever the headers say: readers know it by them, so there
   * must be no two of one id.
   */
  public static String identity(Record<String, ChatMessage> record) {
    ChatMessage message = record.value();
    return Keys.of(
        "message", message.getTenant(), message.getConversationId(), message.getMessageId());
  }

  /**
   * The fact of a record.
   *
   * @throws io.millrace.streams.projection.InvalidFact if it is none
   */
  public static MessageFact of(Record<String, ChatMessage> record) {
    ChatMessage message = record.value();
    Checks.present("tenant", message.getTenant());
    Checks.present("conversation_id", message.getConversationId());
    Checks.present("message_id", message.getMessageId());
    Checks.present("sender_id", message.getSenderId());
    Checks.key(record.key(), message.getTenant(), message.getConversationId());
    Checks.time("sent_at", message.hasSentAt(), message.getSentAt());
    return new MessageFact(message);
  }

  /** Those it is for, each once and without its sender. */
  public Set<String> recipients() {
    Set<String> recipients = new LinkedHashSet<>(message.getRecipientsList());
    recipients.remove(message.getSenderId());
    recipients.remove("");
    return recipients;
  }
}
