package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.platform.TopicReader;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.schemas.event.Position;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Waits until the views of receipts cover all that their topics hold. */
public final class ViewWatch {

  private final ReadApi api;
  private final String store;
  private final Consumer<String> progress;

  /**
   * A watch.
   *
   * @param store any
   * @param progress told of each view that is level
   */
  public ViewWatch(Platform platform, String store, Consumer<String> progress) {
    this.api = new ReadApi(platform.urls("projection-store"), Platform.API_KEY);
    this.store = store;
    this.progress = progress;
  }

  /** What is watched. */
  public static List<View> views() {
    return Stream.of(View.values()).filter(view -> view.kind() == Kind.RECEIPT).toList();
  }

  /** Where the topics end now. */
  public static Map<View, List<Position>> ends(Platform platform) {
    Map<View, List<Position>> ends = new EnumMap<>(View.class);
    try (TopicReader topics = new TopicReader(platform.kafkaBootstrapServers())) {
      for (View view : views()) {
        ends.put(
            view, view.topics().stream().flatMap(topic -> topics.ends(topic).stream()).toList());
      }
    }
    return ends;
  }

  /**
   * Returns when all are level, or time is up.
   *
   * @param start a {@link System#nanoTime()}
   * @return how long after the start each was level; absent where it was not within the limit
   */
  public Map<View, Duration> await(Map<View, List<Position>> ends, long start, Duration limit)
      throws InterruptedException {
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<View, Future<Optional<Duration>>> watched = new EnumMap<>(View.class);
    try {
      ends.forEach(
          (view, positions) ->
              watched.put(view, threads.submit(() -> watch(view, positions, start, limit))));
      Map<View, Duration> level = new EnumMap<>(View.class);
      for (Map.Entry<View, Future<Optional<Duration>>> one : watched.entrySet()) {
        one.getValue().get().ifPresent(time -> level.put(one.getKey(), time));
      }
      return level;
    } catch (ExecutionException e) {
      throw new PlatformException("cannot wait: " + e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Optional<Duration> watch(View view, List<Position> ends, long start, Duration limit)
      throws InterruptedException {
    while (System.nanoTime() - start < limit.toNanos()) {
      if (ends.isEmpty() || api.readAfter(view.path(store), ends).isPresent()) {
        Duration level = Duration.ofNanos(System.nanoTime() - start);
        progress.accept("%s level after %d ms".formatted(view, level.toMillis()));
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }
}
