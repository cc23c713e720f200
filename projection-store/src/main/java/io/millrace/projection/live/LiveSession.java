package io.millrace.projection.live;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * One watcher. It holds the newest value of each key until the watcher can take it, so a slow one
 * misses values in between and nothing else. More keys than it may hold become one {@code reset} of
 * their channel, which tells the watcher to read the state again.
 */
final class LiveSession {

  /** Most values held for a watcher. */
  static final int MAX_PENDING = 1_000;

  private record Pending(String channel, String data) {}

  private final Map<String, Pending> pending = new LinkedHashMap<>();
  private final Set<String> resets = new LinkedHashSet<>();
  private final Set<String> comments = new LinkedHashSet<>();
  private final EventPump pump = new EventPump(this::next);

  LiveSession() {
    comments.add("connected");
  }

  /** What the watcher gets; to be subscribed to once. */
  Flux<ServerSentEvent<String>> events() {
    return pump.events();
  }

  /** A new value of a key. */
  void update(String channel, String key, String data) {
    synchronized (pending) {
      if (pending.size() >= MAX_PENDING && !pending.containsKey(key)) {
        pending.values().forEach(value -> resets.add(value.channel));
        pending.clear();
      }
      pending.put(key, new Pending(channel, data));
    }
    pump.wake();
  }

  /** Values of a channel may have been missed. */
  void reset(String channel) {
    synchronized (pending) {
      resets.add(channel);
    }
    pump.wake();
  }

  /** Something for people, or to keep the connection alive. */
  void comment(String text) {
    synchronized (pending) {
      comments.add(text);
    }
    pump.wake();
  }

  private @Nullable ServerSentEvent<String> next() {
    synchronized (pending) {
      String comment = take(comments.iterator());
      if (comment != null) {
        return ServerSentEvent.<String>builder().comment(comment).build();
      }
      String reset = take(resets.iterator());
      if (reset != null) {
        String channel = new String(JsonStringEncoder.getInstance().quoteAsCharArray(reset));
        return ServerSentEvent.<String>builder()
            .event("reset")
            .data("{\"channel\":\"" + channel + "\"}")
            .build();
      }
      Pending value = take(pending.values().iterator());
      return value == null ? null : ServerSentEvent.<String>builder().data(value.data).build();
    }
  }

  private static <T> @Nullable T take(Iterator<T> from) {
    if (!from.hasNext()) {
      return null;
    }
    T taken = from.next();
    from.remove();
    return taken;
  }
}
