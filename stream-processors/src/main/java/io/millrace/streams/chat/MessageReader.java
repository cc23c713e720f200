package io.millrace.streams.chat;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.projection.v1.ChatConversation;
import io.millrace.schemas.projection.v1.ChatPlace;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A message gets the next number of its conversation. */
final class MessageReader implements FactReader<ChatMessage, ChatRow> {

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private ChatState state;

  @Override
  public void init(ProcessingContext context, Place place) {
    state = new ChatState(context, place);
  }

  @Override
  public String identity(Record<String, ChatMessage> record) {
    return MessageFact.identity(record);
  }

  @Override
  public List<Change<ChatRow>> changes(Record<String, ChatMessage> record) {
    MessageFact fact = MessageFact.of(record);
    ChatMessage message = fact.message();
    Talk talk = new Talk(message.getTenant(), message.getConversationId());
    long seq = Math.addExact(state.lastSeq(talk), 1);
    List<String> awaiting = state.awaiting(talk, message.getMessageId());
    List<Change<ChatRow>> changes = new ArrayList<>();
    changes.add(
        new Numbered(
            state, talk, message.getMessageId(), seq, message.getSentAt(), !awaiting.isEmpty()));
    changes.addAll(members(talk, fact, seq, awaiting));
    changes.add(new Continued(talk, seq, message.getSentAt()));
    return changes;
  }

  /** For marks too, with which the state is shared. */
  @Override
  public boolean trim(long retiredUpTo) {
    return state.trim();
  }

  private Collection<MemberChange> members(
      Talk talk, MessageFact fact, long seq, List<String> awaiting) {
    Map<String, MemberChange> users = new LinkedHashMap<>();
    String sender = fact.message().getSenderId();
    users.put(sender, new MemberChange(state, talk, sender).sends(seq));
    for (String recipient : fact.recipients()) {
      if (!state.takesPart(talk, recipient)) {
        users.put(recipient, new MemberChange(state, talk, recipient).gets(seq));
      }
    }
    for (String reader : awaiting) {
      users.computeIfAbsent(reader, user -> new MemberChange(state, talk, user)).reads(seq);
    }
    return users.values();
  }

  private record Numbered(
      ChatState state, Talk talk, String messageId, long seq, Timestamp sentAt, boolean awaited)
      implements Change<ChatRow> {

    @Override
    public String key() {
      return talk.placeKey(messageId);
    }

    @Override
    public boolean isKept() {
      return false;
    }

    @Override
    public ChatRow apply(@Nullable ChatRow row) {
      return talk.row()
          .setPlace(
              ChatPlace.newBuilder().setMessageId(messageId).setSeq(seq).setSentAt(sentAt).build())
          .setRevision(1)
          .build();
    }

    @Override
    public void settle() {
      state.number(talk, messageId, seq);
      if (awaited) {
        state.arrived(talk, messageId);
      }
    }
  }

  private record Continued(Talk talk, long seq, Timestamp sentAt) implements Change<ChatRow> {

    @Override
    public String key() {
      return talk.key();
    }

    @Override
    public ChatRow apply(@Nullable ChatRow row) {
      return talk.row()
          .setConversation(ChatConversation.newBuilder().setLastSeq(seq).setLastSentAt(sentAt))
          .setRevision(seq)
          .build();
    }
  }
}
