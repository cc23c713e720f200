package io.millrace.worker.answer;

import io.millrace.schemas.ai.AiKeys;
import io.millrace.worker.completion.Chunk;
import io.millrace.worker.lease.Entry;
import io.millrace.worker.lease.Lease;
import io.millrace.worker.lease.LeaseStore;
import io.millrace.worker.lease.Tail;
import io.millrace.worker.lease.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Writes an answer to its stream as it comes: one call at a time, and what comes within a few
 * milliseconds in one. After a write that failed nobody knows what readers have, and Redis may lose
 * what was written: then the next write begins the answer anew.
 */
final class TokenWriter {

  private static final Duration BATCH = Duration.ofMillis(10);
  private static final Duration LONG_ANSWER_BATCH = Duration.ofMillis(250);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

  /** Keeps the longest answers within what the stream holds. */
  private static final int LONG_ANSWER = 4_000;

  private final LeaseStore store;
  private final Lease lease;
  private final Scheduler scheduler;
  private final Runnable lost;
  private final List<Entry> all = new ArrayList<>();
  private String last = "";
  private int written;
  private int writes;
  private boolean restart;
  private boolean scheduled;
  private boolean writing;
  private boolean closed;
  private Sinks.@Nullable One<Tail> closing;

  /**
   * A writer that has written nothing.
   *
   * @param restart whether an earlier attempt wrote something, which is void
   * @param lost run when the lease is somebody else's
   */
  TokenWriter(LeaseStore store, Lease lease, boolean restart, Scheduler scheduler, Runnable lost) {
    this.store = store;
    this.lease = lease;
    this.restart = restart;
    this.scheduler = scheduler;
    this.lost = lost;
  }

  /** Tells readers that what came before is void, if there is something. */
  synchronized void start() {
    if (restart) {
      schedule(Duration.ZERO);
    }
  }

  synchronized void add(Chunk chunk) {
    if (closed) {
      return;
    }
    if (chunk instanceof Chunk.Text piece) {
      all.add(new Entry(AiKeys.TOKEN, piece.text()));
    } else if (chunk instanceof Chunk.ToolDelta delta) {
      all.add(new Entry(AiKeys.TOOL, delta.json()));
    } else {
      return;
    }
    schedule(writes == 0 ? Duration.ZERO : BATCH);
  }

  /** Writes no more; gives what is not written when no write is under way. */
  synchronized Mono<Tail> close() {
    closed = true;
    Sinks.One<Tail> rest = Sinks.one();
    closing = rest;
    if (!writing) {
      tell();
    }
    return rest.asMono();
  }

  private void schedule(Duration delay) {
    if (!scheduled && !writing && lease.exclusive()) {
      scheduled = true;
      scheduler.schedule(this::write, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void write() {
    scheduled = false;
    if (closed) {
      return;
    }
    writing = true;
    writes++;
    int upTo = all.size();
    store
        .write(lease, restart ? "" : last, entries(restart))
        .subscribe(done -> wrote(upTo, done), fault -> failed());
  }

  private synchronized void wrote(int upTo, Write done) {
    writing = false;
    if (done instanceof Write.Lost) {
      closed = true;
      lost.run();
    }
    restart = done instanceof Write.Gone;
    written = restart ? written : upTo;
    last = done instanceof Write.Written made ? made.last() : last;
    next(writes < LONG_ANSWER ? BATCH : LONG_ANSWER_BATCH);
  }

  private synchronized void failed() {
    writing = false;
    restart = true;
    next(AFTER_FAULT);
  }

  private void next(Duration delay) {
    if (closed) {
      tell();
    } else if (restart || written < all.size()) {
      schedule(delay);
    }
  }

  private void tell() {
    if (closing != null) {
      boolean goesOn = !restart && !last.isEmpty();
      closing.tryEmitValue(
          new Tail(goesOn ? last : "", entries(restart), goesOn ? entries(true) : List.of()));
    }
  }

  /** What is not written, or the whole answer anew. */
  private List<Entry> entries(boolean anew) {
    List<Entry> entries = new ArrayList<>();
    if (anew) {
      entries.add(new Entry(AiKeys.RESTART, ""));
    }
    StringBuilder text = new StringBuilder();
    for (Entry entry : anew ? all : all.subList(written, all.size())) {
      if (entry.type().equals(AiKeys.TOKEN)) {
        text.append(entry.data());
      } else {
        addText(entries, text);
        entries.add(entry);
      }
    }
    addText(entries, text);
    return entries;
  }

  private static void addText(List<Entry> entries, StringBuilder text) {
    if (!text.isEmpty()) {
      entries.add(new Entry(AiKeys.TOKEN, text.toString()));
      text.setLength(0);
    }
  }
}
