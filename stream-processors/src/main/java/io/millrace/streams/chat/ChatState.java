package io.millrace.streams.chat;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ChatRow;
import io.millrace.streams.projection.Memory;
import io.millrace.streams.projection.Place;
import io.millrace.streams.projection.Projection;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What is kept beside the rows: the number of each message, marks that wait for their message, and
 * which messages after a user's mark are his own.
 *
 * <p>Numbers and marks are kept as long as facts are known, the number of a conversation's newest
 * message for good. So a mark never stands before a message whose number is forgotten, and a user's
 * own messages of then need only be counted.
 */
final class ChatState {

  private static final String SEQS = "seqs";
  private static final String WAITING = "waiting";
  private static final String OWN = "own";

  /** How many messages a user's own are that are not in {@link #OWN} any more. */
  private static final String OWN_BEFORE = "own-before";

  private static final HexFormat HEX = HexFormat.of();

  /** Most entries of each kind deleted at a time. */
  private static final int SWEEP = 1_024;

  /** Sorts after every key that begins with what is before it and a slash. */
  private static final char AFTER_SLASH = '/' + 1;

  private final KeyValueStore<String, ChatRow> rows;
  private final Memory<Long> seqs;
  private final Memory<Long> waiting;
  private final Memory<Long> own;
  private final KeyValueStore<String, Long> ownBefore;

  ChatState(ProcessingContext context, Place place) {
    rows = context.getStateStore(Projection.ROWS);
    seqs = Memory.beside(context, place, SEQS, Serdes.Long());
    waiting = Memory.beside(context, place, WAITING, Serdes.Long());
    own = Memory.beside(context, place, OWN, Serdes.Long());
    ownBefore = context.getStateStore(OWN_BEFORE);
  }

  static StoreBuilder<?>[] stores() {
    return new StoreBuilder<?>[] {store(SEQS), store(WAITING), store(OWN), store(OWN_BEFORE)};
  }

  private static StoreBuilder<?> store(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.Long());
  }

  /** The number of the newest message; 0 before the first. */
  long lastSeq(Talk talk) {
    return lastSeq(talk.key());
  }

  private long lastSeq(String talkKey) {
    ChatRow row = rows.get(talkKey);
    return row == null ? 0 : row.getConversation().getLastSeq();
  }

  boolean takesPart(Talk talk, String userId) {
    ChatRow row = rows.get(talk.memberKey(userId));
    return row != null && row.getMember().getTakesPart();
  }

  /** The number of a message, null where it has not come yet or is forgotten. */
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
    String place = talk.placeKey(messageId);
    return waiting.keys(place + '/', place + AFTER_SLASH).stream()
        .map(key -> Keys.split(key).get(4))
        .toList();
  }

  void arrived(Talk talk, String messageId) {
    String place = talk.placeKey(messageId);
    waiting.forget(place + '/', place + AFTER_SLASH);
  }

  /** Remembers a message of a user's own after his mark. */
  void addOwn(Talk talk, String userId, long seq) {
    own.put(ownKey(talk.memberKey(userId), seq), seq);
  }

  /** How many of the user's own messages after his mark are up to the number of a new one. */
  long countOwn(Talk talk, String userId, long upTo) {
    String member = talk.memberKey(userId);
    return ownBefore(member) + own.keys(ownKey(member, 0), ownKey(member, upTo)).size();
  }

  void forgetOwn(Talk talk, String userId, long upTo) {
    String member = talk.memberKey(userId);
    own.forget(ownKey(member, 0), ownKey(member, upTo));
    if (ownBefore(member) > 0) {
      ownBefore.delete(member);
    }
  }

  /**
   * Forgets some of what is too old, numbers before what marks at them would have to count.
   *
   * @return false if nothing is left of it
   */
  boolean trim() {
    boolean more = waiting.sweep(SWEEP, (key, mark) -> {});
    return seqs.sweep(SWEEP, this::keepNewest) || own.sweep(SWEEP, this::countBefore) || more;
  }

  private void keepNewest(String placeKey, long seq) {
    List<String> ids = Keys.split(placeKey);
    if (lastSeq(Keys.of(ids.get(0), ids.get(1))) == seq) {
      seqs.put(placeKey, seq);
    }
  }

  private void countBefore(String ownKey, long seq) {
    String member = ownKey.substring(0, ownKey.lastIndexOf('/'));
    ownBefore.put(member, ownBefore(member) + 1);
  }

  private long ownBefore(String member) {
    Long count = ownBefore.get(member);
    return count == null ? 0 : count;
  }

  private static String ownKey(String member, long seq) {
    return member + "/" + HEX.toHexDigits(seq);
  }
}
