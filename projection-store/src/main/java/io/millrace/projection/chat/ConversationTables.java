package io.millrace.projection.chat;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.BOOLEAN;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Table;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.projection.v1.ChatRow;

/** One table for each kind of row. */
final class ConversationTables {

  static final Table<ChatRow> PLACES =
      Table.<ChatRow>named("chat_conversations_v1.chat_place")
          .key("tenant", TEXT, ChatRow::getTenant)
          .key("conversation_id", TEXT, ChatRow::getConversationId)
          .key("message_id", TEXT, row -> row.getPlace().getMessageId())
          .value("seq", BIGINT, row -> row.getPlace().getSeq())
          .value("sent_at", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getPlace().getSentAt()))
          .keepFirst();

  static final Table<ChatRow> CONVERSATIONS =
      Table.<ChatRow>named("chat_conversations_v1.chat_conversation")
          .key("tenant", TEXT, ChatRow::getTenant)
          .key("conversation_id", TEXT, ChatRow::getConversationId)
          .value("last_seq", BIGINT, row -> row.getConversation().getLastSeq())
          .value(
              "last_sent_at",
              TIMESTAMPTZ,
              row -> Timestamps.toInstant(row.getConversation().getLastSentAt()))
          .keepNewest("revision", ChatRow::getRevision);

  static final Table<ChatRow> MEMBERS =
      Table.<ChatRow>named("chat_conversations_v1.chat_member")
          .key("tenant", TEXT, ChatRow::getTenant)
          .key("user_id", TEXT, row -> row.getMember().getUserId())
          .key("conversation_id", TEXT, ChatRow::getConversationId)
          .value("takes_part", BOOLEAN, row -> row.getMember().getTakesPart())
          .value("read_seq", BIGINT, row -> row.getMember().getReadSeq())
          .value("own_after_read", BIGINT, row -> row.getMember().getOwnAfterRead())
          .keepNewest("revision", ChatRow::getRevision);

  private ConversationTables() {}
}
