package io.millrace.streams.chat;

import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Identity;
import io.millrace.streams.projection.Place;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A mark moves forwards only. One that comes before its message waits for it, for as long as a fact
 * is known.
 */
final class ReadReader implements FactReader<ChatRead, ChatRow> {

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private ChatState state;

  @Override
  public void init(ProcessingContext context, Place place) {
    state = new ChatState(context, place);
  }

  @Override
  public String identity(Record<String, ChatRead> record) {
    ChatRead read = record.value();
    return Identity.of(
        "read",
        record.headers(),
        Keys.of(read.getTenant(), read.getConversationId()),
        Keys.of(read.getUserId(), read.getUpToMessageId()));
  }

  @Override
  public List<? extends Change<ChatRow>> changes(Record<String, ChatRead> record) {
    ChatRead read = record.value();
    Checks.present("tenant", read.getTenant());
    Checks.present("conversation_id", read.getConversationId());
    Checks.present("user_id", read.getUserId());
    Checks.present("up_to_message_id", read.getUpToMessageId());
    Checks.key(record.key(), read.getTenant(), read.getConversationId());
    Talk talk = new Talk(read.getTenant(), read.getConversationId());
    MemberChange member = new MemberChange(state, talk, read.getUserId());
    Long seq = state.seq(talk, read.getUpToMessageId());
    return List.of(
        seq == null
            ? new Waiting(state, talk, read.getUserId(), read.getUpToMessageId(), member)
            : member.reads(seq));
  }

  private record Waiting(
      ChatState state, Talk talk, String userId, String messageId, MemberChange member)
      implements Change<ChatRow> {

    @Override
    public String key() {
      return member.key();
    }

    @Override
    public ChatRow apply(@Nullable ChatRow row) {
      return member.apply(row);
    }

    @Override
    public void settle() {
      state.await(talk, messageId, userId);
    }
  }
}
