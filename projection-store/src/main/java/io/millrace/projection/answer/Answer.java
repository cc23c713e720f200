package io.millrace.projection.answer;

import io.millrace.schemas.ai.AiKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer as far as it has come, for all its readers here: each has a place in it and holds
 * nothing itself. What is lost in Redis is never patched over: readers are told to begin again.
 */
final class Answer {

  private final String request;
  private final Set<AnswerReader> readers = ConcurrentHashMap.newKeySet();
  private final List<Entry> entries = new ArrayList<>();
  private String reached = "0-0";
  private int version;
  private boolean inStep;
  private long changedAt = System.nanoTime();

  Answer(String request) {
    this.request = request;
  }

  /** As {@link AiKeys#request} names it. */
  String request() {
    return request;
  }

  String key() {
    return AiKeys.out(request);
  }

  Set<AnswerReader> readers() {
    return readers;
  }

  /** The last entry of the stream that was read. */
  synchronized String reached() {
    return reached;
  }

  /** Whether what comes after {@link #reached} is all that is missing. */
  synchronized boolean isInStep() {
    return inStep;
  }

  /** The stream may have become another one, as where Redis was away. */
  synchronized void doubt() {
    inStep = false;
  }

  synchronized boolean hasEnded() {
    return !entries.isEmpty() && entries.get(entries.size() - 1).isEnd();
  }

  synchronized long quietNanos() {
    return System.nanoTime() - changedAt;
  }

  /**
   * The whole stream, when it was read first or again after a {@link #doubt}.
   *
   * @param last the id of its last entry, also of one that is not among these
   */
  void take(List<Entry> stream, @Nullable String last) {
    synchronized (this) {
      if (inStep || hasEnded()) {
        return;
      }
      inStep = true;
      int known = entries.size();
      int at = known == 0 ? -1 : indexOf(stream, entries.get(known - 1).id());
      if (known > 0 && at < 0) {
        version++;
        entries.clear();
      }
      entries.addAll(stream.subList(at + 1, stream.size()));
      reached = last == null ? "0-0" : last;
      changedAt = System.nanoTime();
    }
    wake();
  }

  /** What came since. */
  void append(List<Entry> more, String last) {
    synchronized (this) {
      for (Entry entry : more) {
        if (inStep && !hasEnded() && Entry.isBefore(reached, entry.id())) {
          entries.add(entry);
        }
      }
      reached = Entry.isBefore(reached, last) ? last : reached;
      changedAt = System.nanoTime();
    }
    wake();
  }

  /** How the request ended, from where results are stored; its stream did not say. */
  void end(List<Entry> stored) {
    synchronized (this) {
      if (hasEnded()) {
        return;
      }
      if (!entries.isEmpty()) {
        version++;
      }
      entries.clear();
      entries.addAll(stored);
    }
    wake();
  }

  private void wake() {
    readers.forEach(AnswerReader::wake);
  }

  /** A reader's place. */
  final class Place {

    private final @Nullable String after;
    private final boolean maybeOfAnother;
    private int seen = -1;
    private int index;

    /**
     * Begins before the first entry.
     *
     * @param after the last entry the reader had
     * @param maybeOfAnother whether that may have been of an answer before this one
     */
    Place(@Nullable String after, boolean maybeOfAnother) {
      this.after = after;
      this.maybeOfAnother = maybeOfAnother;
    }

    /** The next entry, or null for none now. */
    @Nullable Entry next() {
      synchronized (Answer.this) {
        if (entries.isEmpty()) {
          return null;
        }
        if (seen < 0) {
          seen = version;
          Entry first = begin();
          if (first != null) {
            return first;
          }
        } else if (seen != version) {
          seen = version;
          boolean had = index > 0;
          index = 0;
          if (had) {
            return Entry.RESTART;
          }
        }
        return index < entries.size() ? entries.get(index++) : null;
      }
    }

    /** Whether there will be nothing more. */
    boolean isOver() {
      synchronized (Answer.this) {
        return seen == version && hasEnded() && index == entries.size();
      }
    }

    private @Nullable Entry begin() {
      int known = after == null ? -1 : indexOf(entries, after);
      index = known >= 0 ? known + 1 : afterLastRestart();
      boolean isLost =
          after != null
              && known < 0
              && !(maybeOfAnother && Entry.isBefore(after, entries.get(0).id()));
      return isLost ? Entry.RESTART : null;
    }

    /** What an attempt that was given up has said is no concern of who comes later. */
    private int afterLastRestart() {
      for (int i = entries.size() - 1; i >= 0; i--) {
        if (entries.get(i).isRestart()) {
          return i + 1;
        }
      }
      return 0;
    }
  }

  private static int indexOf(List<Entry> entries, String id) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }
}
