package io.millrace.projection.answer;

import io.millrace.projection.live.EventPump;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;

/** Somebody who waits for an answer. It gets one, and then the connection ends. */
final class AnswerReader {

  private static final String CONNECTED = "connected";

  /** After which browsers connect again when the connection breaks. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final @Nullable String after;
  private final EventPump pump = new EventPump(this::next);
  private final Set<String> comments = new LinkedHashSet<>(Set.of(CONNECTED));
  private volatile @Nullable Answer answer;
  private volatile Answer.@Nullable Place place;
  private volatile @Nullable Runnable onNothingNew;
  private volatile boolean gone;
  private boolean ended;

  /**
   * Creates a reader.
   *
   * @param after the last event it had; null for none
   */
  AnswerReader(@Nullable String after) {
    this.after = after;
  }

  /**
   * What to do where the reader had all of an answer before, so that it may read several; without
   * it there is one, and the connection ends.
   */
  void onNothingNew(Runnable action) {
    onNothingNew = action;
  }

  Flux<ServerSentEvent<String>> events() {
    return pump.events();
  }

  /** What it reads. */
  @Nullable Answer answer() {
    return answer;
  }

  /** Begins to read an answer where it stopped. */
  void read(Answer next) {
    answer = next;
    place = next.new Place(after, onNothingNew != null);
    wake();
  }

  /** There may be something new. */
  void wake() {
    pump.wake();
  }

  void comment(String text) {
    synchronized (comments) {
      comments.add(text);
    }
    wake();
  }

  /** The connection is closed. */
  void leave() {
    gone = true;
  }

  /** To be asked after the reader was put anywhere, as it may have gone meanwhile. */
  boolean isGone() {
    return gone;
  }

  /** Ends the connection; the reader may go on elsewhere. */
  void end() {
    pump.end();
  }

  private @Nullable ServerSentEvent<String> next() {
    String comment = comment();
    if (comment != null) {
      ServerSentEvent.Builder<String> event = ServerSentEvent.<String>builder().comment(comment);
      return comment.equals(CONNECTED) ? event.retry(RETRY).build() : event.build();
    }
    Answer.Place here = place;
    if (here == null) {
      return null;
    }
    Entry entry = here.next();
    if (entry != null) {
      ended = entry.isEnd();
      return entry.event();
    }
    if (here.isOver()) {
      Runnable otherwise = onNothingNew;
      if (ended || otherwise == null) {
        end();
      } else {
        place = null;
        otherwise.run();
      }
    }
    return null;
  }

  private @Nullable String comment() {
    synchronized (comments) {
      Iterator<String> first = comments.iterator();
      if (!first.hasNext()) {
        return null;
      }
      String comment = first.next();
      first.remove();
      return comment;
    }
  }
}
