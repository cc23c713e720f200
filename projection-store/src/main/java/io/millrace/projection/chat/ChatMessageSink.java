package io.millrace.projection.chat;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TEXT_ARRAY;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code chat_message}. */
@Component
final class ChatMessageSink implements Projection<ChatMessageSink.Row> {

  private static final ProtoSerde<ChatMessage> SERDE =
      ProtoSerde.of(ChatMessage.getDefaultInstance());

  private static final Table<Row> TABLE =
      Table.<Row>named("chat_v1.chat_message")
          .key("tenant", TEXT, row -> row.message.getTenant())
          .key("conversation_id", TEXT, row -> row.message.getConversationId())
          .key("message_id", TEXT, row -> row.message.getMessageId())
          .value("sender_id", TEXT, row -> row.message.getSenderId())
          .value("text", TEXT, row -> row.message.getText())
          .value("recipients", TEXT_ARRAY, row -> row.message.getRecipientsList())
          .value("sent_at", TIMESTAMPTZ, Row::sentAt)
          .value("log_offset", BIGINT, Row::offset)
          .keepFirstKnownTo("chat_v1.chat_message_identity", "sent_at");

  /** A message and its place in its conversation's partition. */
  record Row(ChatMessage message, long offset) {

    Instant sentAt() {
      return Timestamps.toInstant(message.getSentAt());
    }
  }

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.CHAT_MESSAGES);
  }

  @Override
  public Row row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    ChatMessage message = Require.message(SERDE, entry);
    Require.id("tenant", message.getTenant());
    Require.id("conversation_id", message.getConversationId());
    Require.id("message_id", message.getMessageId());
    Require.time("sent_at", message.hasSentAt(), message.getSentAt());
    return new Row(message, entry.offset());
  }

  @Override
  public List<Write> writes(List<Row> rows) {
    return ChatStorage.TABLE.writes(rows, Row::sentAt, TABLE.upsert(rows));
  }
}
