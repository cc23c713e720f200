package io.millrace.streams.chat;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.streams.projection.Projection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What is kept beside the rows: the number of each message, marks that wait for their message, and
 * which messages after a user's mark are his own.
 */
final class ChatState {

  private static final String SEQS = "seqs";
  private static final String WAITING = "waiting";
  private static final String OWN = "own";
  private static final HexFormat HEX = HexFormat.of();

  private final KeyValueStore<String, ChatRow> rows;
  private final KeyValueStore<String, Long> seqs;
  private final KeyValueStore<String, Long> waiting;
  private final KeyValueStore<String, Long> own;

  ChatState(ProcessingContext context) {
    rows = context.getStateStore(Projection.ROWS);
    seqs = context.getStateStore(SEQS);
    waiting = context.getStateStore(WAITING);
    own = context.getStateStore(OWN);
  }

  static StoreBuilder<?>[] stores() {
    return new StoreBuilder<?>[] {store(SEQS), store(WAITING), store(OWN)};
  }

  private static StoreBuilder<?> store(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.Long());
  }

  /** The number of the newest message; 0 before the first. */
  long lastSeq(Talk talk) {
    ChatRow row = rows.get(talk.key());
    return row == null ? 0 : row.getConversation().getLastSeq();
  }

  boolean takesPart(Talk talk, String userId) {
    ChatRow row = rows.get(talk.memberKey(userId));
    return row != null && row.getMember().getTakesPart();
  }

  /** The number of a message, null where it has not come yet. */
  @Nullable Long seq(Talk talk, String messageId) {
    return seqs.get(talk.placeKey(messageId));
  }

  void number(Talk talk, String messageId, long seq) {
    seqs.put(talk.placeKey(messageId), seq);
  }

  /** Remembers that a user has read up to a message that has not come yet. */
  void await(Talk talk, String messageId, String userId) {
    waiting.put(talk.placeKey(messageId) + "/" + Keys.of(userId), 0L);
  }

  /** Who has read up to a message before it came. */
  List<String> awaiting(Talk talk, String messageId) {
    List<String> users = new ArrayList<>();
    try (KeyValueIterator<String, Long> entries = waitingFor(talk, messageId)) {
      entries.forEachRemaining(entry -> users.add(Keys.split(entry.key).get(4)));
    }
    return users;
  }

  void arrived(Talk talk, String messageId) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, Long> entries = waitingFor(talk, messageId)) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(waiting::delete);
  }

  /** Remembers a message of a user's own after his mark. */
  void addOwn(Talk talk, String userId, long seq) {
    own.put(ownKey(talk, userId, seq), seq);
  }

  /** How many of the user's own messages after his mark are up to a number. */
  long countOwn(Talk talk, String userId, long upTo) {
    return ownUpTo(talk, userId, upTo).size();
  }

  void forgetOwn(Talk talk, String userId, long upTo) {
    ownUpTo(talk, userId, upTo).forEach(own::delete);
  }

  private List<String> ownUpTo(Talk talk, String userId, long upTo) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, Long> entries =
        own.range(ownKey(talk, userId, 0), ownKey(talk, userId, upTo))) {
      entries.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  private KeyValueIterator<String, Long> waitingFor(Talk talk, String messageId) {
    return waiting.prefixScan(talk.placeKey(messageId) + "/", new StringSerializer());
  }

  private static String ownKey(Talk talk, String userId, long seq) {
    return talk.memberKey(userId) + "/" + HEX.toHexDigits(seq);
  }
}
