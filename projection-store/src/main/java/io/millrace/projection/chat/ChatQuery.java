package io.millrace.projection.chat;

import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Conversations and what was said in them. */
@Component
class ChatQuery {

  static final ProjectionInputs PROJECTION = ProjectionInputs.of("chat", Topics.CHAT_MESSAGES);

  private static final String MESSAGE =
      "conversation_id, message_id, sender_id, text, recipients, sent_at ";

  /** One message. */
  record Message(
      String messageId, String senderId, String text, List<String> recipients, Instant sentAt) {}

  /** A conversation with what was said last. */
  record Conversation(String conversationId, Message lastMessage) {}

  private final ReadDatabase database;

  ChatQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of conversations, the last used first; those a user takes part in, if one is given. */
  Mono<Page<Conversation>> conversations(
      String tenant, @Nullable String userId, @Nullable List<String> after, int limit) {
    Sql sql =
        Sql.of("select " + MESSAGE + "from (select distinct on (m.conversation_id) m.*")
            .add("from chat_message m where m.tenant = ?", tenant);
    if (userId != null) {
      sql.add(
          """
          and exists (select from chat_message o
            where o.tenant = m.tenant and o.conversation_id = m.conversation_id
              and (o.sender_id = ? or ? = any(o.recipients)))
          """,
          userId,
          userId);
    }
    sql.add("order by m.conversation_id, m.log_offset desc) last");
    if (after != null) {
      Instant time = Cursor.time(after.get(0));
      sql.add(
          "where sent_at < ? or (sent_at = ? and conversation_id > ?)", time, time, after.get(1));
    }
    sql.add("order by sent_at desc, conversation_id limit ?", limit + 1);
    return database
        .list(sql, row -> new Conversation(Columns.text(row, "conversation_id"), message(row)))
        .map(
            found ->
                Page.of(
                    found,
                    limit,
                    last ->
                        Cursor.encode(
                            last.lastMessage().sentAt().toString(), last.conversationId())));
  }

  /** Where a message stands in its conversation, or nothing. */
  Mono<Long> order(String tenant, String conversationId, String messageId) {
    return database.first(
        Sql.of("select log_offset from chat_message where tenant = ?", tenant)
            .add("and conversation_id = ? and message_id = ?", conversationId, messageId),
        row -> Columns.number(row, "log_offset"));
  }

  /**
   * The newest messages before a place in the conversation, in the order in which they were said.
   * The page's cursor is the id of its first message, if there are older ones.
   */
  Mono<Page<Message>> messages(
      String tenant, String conversationId, @Nullable Long before, int limit) {
    Sql sql =
        Sql.of("select " + MESSAGE + "from chat_message where tenant = ?", tenant)
            .add("and conversation_id = ?", conversationId)
            .addIf("and log_offset < ?", before)
            .add("order by log_offset desc limit ?", limit + 1);
    return database
        .list(sql, ChatQuery::message)
        .map(
            newestFirst -> {
              Page<Message> page = Page.of(newestFirst, limit, Message::messageId);
              List<Message> inOrder = new ArrayList<>(page.entries());
              Collections.reverse(inOrder);
              return new Page<>(inOrder, page.nextCursor());
            });
  }

  private static Message message(Readable row) {
    return new Message(
        Columns.text(row, "message_id"),
        Columns.text(row, "sender_id"),
        Columns.text(row, "text"),
        List.of(Objects.requireNonNull(row.get("recipients", String[].class))),
        Columns.time(row, "sent_at"));
  }
}
