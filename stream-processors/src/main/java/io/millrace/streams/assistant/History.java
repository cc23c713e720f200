package io.millrace.streams.assistant;

import io.millrace.schemas.ai.v1.PromptMessage;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of each conversation, in as many places that are written in turn. Texts are
 * kept no longer than the topic of messages keeps them, in stream time.
 */
final class History {

  /** Most messages a request holds, the one that asks included. */
  static final int MESSAGES = 20;

  /** What is kept of a message: enough to know what was said. */
  static final int MESSAGE_LENGTH = 4_000;

  /** Most that all messages before the one that asks may hold. */
  static final int LENGTH = 24_000;

  static final String STORE = "history";

  private static final String COUNTS = "counts";
  private static final int PLACES = MESSAGES - 1;
  private static final Duration KEPT =
      Objects.requireNonNull(Topics.CHAT_MESSAGES.retention(), "retention of messages");

  /** Entries looked at for their age with every so many messages. */
  private static final int LOOK = 64;

  private static final int LOOK_PAUSE = 32;

  private final KeyValueStore<String, ChatMessage> places;
  private final KeyValueStore<String, Long> counts;
  private long newest;
  private int sinceLook;
  private @Nullable String reached;

  History(ProcessingContext context) {
    places = context.getStateStore(STORE);
    counts = context.getStateStore(COUNTS);
  }

  static Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE),
            Serdes.String(),
            ProtoSerde.of(ChatMessage.getDefaultInstance())),
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(COUNTS), Serdes.String(), Serdes.Long()));
  }

  /** What was said last, in the order in which it was, as long as there is room for it. */
  List<PromptMessage> of(String tenant, String conversationId) {
    long count = count(Keys.of(tenant, conversationId));
    Deque<PromptMessage> said = new ArrayDeque<>(PLACES);
    int room = LENGTH;
    for (long seq = count - 1; seq >= Math.max(0, count - PLACES); seq--) {
      ChatMessage message = places.get(place(tenant, conversationId, seq));
      if (message == null || isOld(message)) {
        break;
      }
      room -= message.getText().length();
      if (room < 0) {
        break;
      }
      said.addFirst(turn(message.getSenderId(), message.getText()));
    }
    return List.copyOf(said);
  }

  /** What somebody said, as a model is told. */
  static PromptMessage turn(String senderId, String text) {
    return PromptMessage.newBuilder()
        .setRole(senderId.equals(Assistant.USER) ? "assistant" : "user")
        .setContent(text)
        .build();
  }

  void add(ChatMessage message, long ingestedAt) {
    newest = Math.max(newest, ingestedAt);
    String key = Keys.of(message.getTenant(), message.getConversationId());
    long seq = count(key);
    places.put(
        place(message.getTenant(), message.getConversationId(), seq),
        ChatMessage.newBuilder()
            .setSenderId(message.getSenderId())
            .setText(beginning(message.getText()))
            .setSentAt(Timestamps.of(Instant.ofEpochMilli(ingestedAt)))
            .build());
    counts.put(key, seq + 1);
    if (++sinceLook >= LOOK_PAUSE) {
      sinceLook = 0;
      forget();
    }
  }

  private long count(String conversation) {
    Long count = counts.get(conversation);
    return count == null ? 0 : count;
  }

  private void forget() {
    List<String> old = new ArrayList<>();
    int looked = 0;
    try (KeyValueIterator<String, ChatMessage> entries = from(reached)) {
      while (looked < LOOK && entries.hasNext()) {
        KeyValue<String, ChatMessage> entry = entries.next();
        looked++;
        reached = entry.key;
        if (isOld(entry.value)) {
          old.add(entry.key);
        }
      }
    }
    if (looked < LOOK) {
      reached = null;
    }
    old.forEach(places::delete);
  }

  @SuppressWarnings("NullAway") // null is the end of the store
  private KeyValueIterator<String, ChatMessage> from(@Nullable String key) {
    return key == null ? places.all() : places.range(key, null);
  }

  private boolean isOld(ChatMessage message) {
    return Timestamps.toInstant(message.getSentAt()).toEpochMilli() < newest - KEPT.toMillis();
  }

  private static String place(String tenant, String conversationId, long seq) {
    return Keys.of(tenant, conversationId, Long.toString(seq % PLACES));
  }

  private static String beginning(String text) {
    if (text.length() <= MESSAGE_LENGTH) {
      return text;
    }
    int end = MESSAGE_LENGTH;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }
}
