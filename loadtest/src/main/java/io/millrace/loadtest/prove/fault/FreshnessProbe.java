package io.millrace.loadtest.prove.fault;

import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.platform.ReadApi;
import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.sender.Acknowledgement;
import io.millrace.loadtest.prove.sender.Lane;
import io.millrace.loadtest.prove.sender.Traffic;
import io.millrace.schemas.event.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out when reads show what was written since a moment: one write of every key, so that no
 * partition is left out.
 */
public final class FreshnessProbe implements AutoCloseable {

  private static final long LOOK_MILLIS = 10;

  private final Traffic traffic;
  private final ReadApi api;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  public FreshnessProbe(Traffic traffic, ReadApi api) {
    this.traffic = traffic;
    this.api = api;
  }

  /**
   * Returns when every view is fresh, or time is up.
   *
   * @param since a time of the journal
   * @return when each view was found fresh, in the journal's time; absent where it was not
   */
  public Map<View, Long> await(long since, Duration limit) throws InterruptedException {
    long end = traffic.journal().now() + limit.toNanos();
    Map<View, Future<OptionalLong>> watched = new EnumMap<>(View.class);
    for (View view : View.values()) {
      watched.put(view, threads.submit(() -> watch(view, since, end)));
    }
    Map<View, Long> fresh = new EnumMap<>(View.class);
    for (Map.Entry<View, Future<OptionalLong>> one : watched.entrySet()) {
      try {
        one.getValue().get().ifPresent(time -> fresh.put(one.getKey(), time));
      } catch (ExecutionException e) {
        throw new PlatformException("cannot read " + one.getKey() + ": " + e.getCause());
      }
    }
    return fresh;
  }

  private OptionalLong watch(View view, long since, long end) throws InterruptedException {
    List<Acknowledgement> written = new ArrayList<>();
    for (Lane lane : traffic.lanes(view.kind())) {
      Optional<Acknowledgement> one = lane.acknowledgedSince(since);
      while (one.isEmpty()) {
        if (isOver(end)) {
          return OptionalLong.empty();
        }
        Thread.sleep(LOOK_MILLIS);
        one = lane.acknowledgedSince(since);
      }
      written.add(one.get());
    }
    return view == View.AI_ANSWERS ? answered(written, end) : covered(view, written, end);
  }

  private OptionalLong covered(View view, List<Acknowledgement> written, long end)
      throws InterruptedException {
    List<Position> positions = written.stream().map(Acknowledgement::position).toList();
    String path = view.path(written.get(0).sent().key());
    while (!isOver(end)) {
      if (api.readAfter(path, positions).isPresent()) {
        return OptionalLong.of(traffic.journal().now());
      }
    }
    return OptionalLong.empty();
  }

  /** Nobody but the worker knows where the results will be, so their status is asked for. */
  private OptionalLong answered(List<Acknowledgement> questions, long end)
      throws InterruptedException {
    for (Acknowledgement question : questions) {
      String path = View.AI_ANSWERS.path(question.sent().id());
      while (api.readAfter(path, List.of(question.position()))
          .filter(request -> request.path("status").asString().equals("completed"))
          .isEmpty()) {
        if (isOver(end)) {
          return OptionalLong.empty();
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
    return OptionalLong.of(traffic.journal().now());
  }

  private boolean isOver(long end) {
    return traffic.journal().now() > end;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
