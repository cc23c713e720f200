package io.millrace.projection.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.chat.MessageQuery.Message;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Conversations, the last used first. */
@Component
class ConversationQuery {

  /**
   * A conversation.
   *
   * @param lastSeq how many messages it has had
   * @param lastSentAt when the last was sent
   * @param unread how many of them others sent since the user read last; null without a user
   * @param lastMessage the newest that is kept; null where none is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Conversation(
      String conversationId,
      long lastSeq,
      Instant lastSentAt,
      @Nullable Long unread,
      @Nullable Message lastMessage) {}

  private final ReadDatabase database;

  ConversationQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of all conversations or, with a user, of those the user takes part in. */
  Mono<Page<Conversation>> lastUsed(
      String tenant, @Nullable String userId, @Nullable List<String> after, int limit) {
    Sql sql =
        Sql.of(
            """
            select c.conversation_id, c.last_seq, c.last_sent_at, c.unread,
              l.message_id, l.seq, l.sender_id, l.text, l.recipients, l.sent_at
            from (select c.tenant, c.conversation_id, c.last_seq, c.last_sent_at,
            """);
    if (userId == null) {
      sql.add("null::bigint as unread from chat_conversation c where c.tenant = ?", tenant);
    } else {
      sql.add(
          """
          c.last_seq - m.read_seq - m.own_after_read as unread
          from chat_member m join chat_conversation c using (tenant, conversation_id)
          where m.tenant = ? and m.user_id = ? and m.takes_part
          """,
          tenant,
          userId);
    }
    if (after != null) {
      Instant time = Cursor.time(after.get(0));
      sql.add(
          "and (c.last_sent_at < ? or (c.last_sent_at = ? and c.conversation_id > ?))",
          time,
          time,
          after.get(1));
    }
    sql.add("order by c.last_sent_at desc, c.conversation_id limit ?", limit + 1)
        .add(
            """
            ) c left join lateral (
              select m.message_id, p.seq, m.sender_id, m.text, m.recipients, m.sent_at
              from chat_place p join chat_message m using (tenant, conversation_id, message_id)
              where p.tenant = c.tenant and p.conversation_id = c.conversation_id
              order by p.seq desc limit 1
            ) l on true
            order by c.last_sent_at desc, c.conversation_id
            """);
    return database
        .list(sql, ConversationQuery::conversation)
        .map(
            found ->
                Page.of(
                    found,
                    limit,
                    last -> Cursor.encode(last.lastSentAt().toString(), last.conversationId())));
  }

  /** Whether there is such a conversation; its messages may all be forgotten. */
  Mono<Boolean> isKnown(String tenant, String conversationId) {
    return database
        .first(
            Sql.of("select true as known from chat_conversation where tenant = ?", tenant)
                .add("and conversation_id = ?", conversationId),
            row -> Columns.flag(row, "known"))
        .defaultIfEmpty(false);
  }

  private static Conversation conversation(Readable row) {
    return new Conversation(
        Columns.text(row, "conversation_id"),
        Columns.number(row, "last_seq"),
        Columns.time(row, "last_sent_at"),
        Columns.numberOrNull(row, "unread"),
        Columns.textOrNull(row, "message_id") == null ? null : MessageQuery.message(row));
  }
}
