package io.millrace.projection.chat;

import io.millrace.projection.freshness.ProjectionInputs;
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

/** What was said in a conversation. A message is there once both its text and its number are. */
@Component
class MessageQuery {

  /** What every answer about chat is made from: the texts, and the numbers. */
  static final List<ProjectionInputs> PROJECTIONS =
      List.of(
          ProjectionInputs.of("chat", Topics.CHAT_MESSAGES),
          ProjectionInputs.of("chat-conversations", Topics.CHAT_MESSAGES, Topics.CHAT_READS));

  /**
   * One message.
   *
   * @param seq which of the conversation's messages it is, from 1 without gaps
   */
  record Message(
      String messageId,
      long seq,
      String senderId,
      String text,
      List<String> recipients,
      Instant sentAt) {}

  private final ReadDatabase database;

  MessageQuery(ReadDatabase database) {
    this.database = database;
  }

  /** Whether a user has sent or got a message of the conversation. */
  Mono<Boolean> takesPart(String tenant, String conversationId, String userId) {
    return database
        .first(
            Sql.of("select takes_part from chat_member where tenant = ?", tenant)
                .add("and user_id = ? and conversation_id = ?", userId, conversationId),
            row -> Columns.flag(row, "takes_part"))
        .defaultIfEmpty(false);
  }

  /** The number of a message in its conversation, or nothing. */
  Mono<Long> seq(String tenant, String conversationId, String messageId) {
    return database.first(
        Sql.of("select seq from chat_place where tenant = ?", tenant)
            .add("and conversation_id = ? and message_id = ?", conversationId, messageId),
        row -> Columns.number(row, "seq"));
  }

  /**
   * The newest messages before a number, in the order in which they were said. The page's cursor is
   * the id of its first message, if there are older ones.
   */
  Mono<Page<Message>> before(
      String tenant, String conversationId, @Nullable Long before, int limit) {
    Sql sql =
        Sql.of(
                """
                select m.message_id, p.seq, m.sender_id, m.text, m.recipients, m.sent_at
                from chat_place p join chat_message m using (tenant, conversation_id, message_id)
                where p.tenant = ? and p.conversation_id = ?
                """,
                tenant,
                conversationId)
            .addIf("and p.seq < ?", before)
            .add("order by p.seq desc limit ?", limit + 1);
    return database
        .list(sql, MessageQuery::message)
        .map(
            newestFirst -> {
              Page<Message> page = Page.of(newestFirst, limit, Message::messageId);
              List<Message> inOrder = new ArrayList<>(page.entries());
              Collections.reverse(inOrder);
              return new Page<>(inOrder, page.nextCursor());
            });
  }

  static Message message(Readable row) {
    return new Message(
        Columns.text(row, "message_id"),
        Columns.number(row, "seq"),
        Columns.text(row, "sender_id"),
        Columns.text(row, "text"),
        List.of(Objects.requireNonNull(row.get("recipients", String[].class))),
        Columns.time(row, "sent_at"));
  }
}
