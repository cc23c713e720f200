package io.millrace.projection.chat;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.schemas.projection.v1.ChatRow.RowCase;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code chat_place}, {@code chat_conversation} and {@code chat_member}. */
@Component
final class ConversationSink implements Projection<ChatRow> {

  private static final ProtoSerde<ChatRow> SERDE = ProtoSerde.of(ChatRow.getDefaultInstance());

  @Override
  public String name() {
    return "chat-conversations";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_CHAT_CONVERSATIONS);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.CHAT_MESSAGES, Topics.CHAT_READS);
  }

  @Override
  public ChatRow row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    ChatRow row = Require.message(SERDE, entry);
    Require.id("tenant", row.getTenant());
    Require.id("conversation_id", row.getConversationId());
    switch (row.getRowCase()) {
      case PLACE -> {
        Require.id("place.message_id", row.getPlace().getMessageId());
        Require.time("place.sent_at", row.getPlace().hasSentAt(), row.getPlace().getSentAt());
      }
      case CONVERSATION ->
          Require.time(
              "conversation.last_sent_at",
              row.getConversation().hasLastSentAt(),
              row.getConversation().getLastSentAt());
      case MEMBER -> Require.id("member.user_id", row.getMember().getUserId());
      case ROW_NOT_SET ->
          throw new IllegalArgumentException(
              "row: not set (expected: place, conversation or member)");
    }
    return row;
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable ChatRow row) {
    return row == null ? null : Covered.of(row.getInput());
  }

  @Override
  public List<Write> writes(List<ChatRow> rows) {
    List<Write> writes = new ArrayList<>();
    writes.addAll(ConversationTables.PLACES.upsert(of(RowCase.PLACE, rows)));
    writes.addAll(ConversationTables.CONVERSATIONS.upsert(of(RowCase.CONVERSATION, rows)));
    writes.addAll(ConversationTables.MEMBERS.upsert(of(RowCase.MEMBER, rows)));
    return writes;
  }

  private static List<ChatRow> of(RowCase kind, List<ChatRow> rows) {
    return rows.stream().filter(row -> row.getRowCase() == kind).toList();
  }
}
