package io.millrace.ingest.answer;

import io.lettuce.core.StreamMessage;
import reactor.core.publisher.FluxSink;

/** Somebody who waits for an answer, and how far it was read for him. */
final class Follower {

  private static final String BEGINNING = "0-0";

  private final String key;
  private final FluxSink<Entry> sink;
  private volatile String seen = BEGINNING;

  Follower(String key, FluxSink<Entry> sink) {
    this.key = key;
    this.sink = sink;
  }

  String key() {
    return key;
  }

  /** The id of the last entry that was taken. */
  String seen() {
    return seen;
  }

  /** Whether he takes more now: what a slow client does not take stays in Redis. */
  boolean wants() {
    return !sink.isCancelled() && sink.requestedFromDownstream() > 0;
  }

  /** Of two who follow the same, the one who is behind: the other passes over what he has. */
  static Follower behind(Follower one, Follower other) {
    return later(one.seen, other.seen) ? other : one;
  }

  void take(StreamMessage<byte[], byte[]> message) {
    if (!later(message.getId(), seen)) {
      return;
    }
    seen = message.getId();
    Entry entry = Entry.of(message);
    sink.next(entry);
    if (entry.last()) {
      sink.complete();
    }
  }

  private static boolean later(String id, String than) {
    int dash = id.indexOf('-');
    int other = than.indexOf('-');
    int time =
        Long.compareUnsigned(
            Long.parseUnsignedLong(id, 0, dash, 10), Long.parseUnsignedLong(than, 0, other, 10));
    return time > 0
        || time == 0
            && Long.compareUnsigned(
                    Long.parseUnsignedLong(id, dash + 1, id.length(), 10),
                    Long.parseUnsignedLong(than, other + 1, than.length(), 10))
                > 0;
  }
}
