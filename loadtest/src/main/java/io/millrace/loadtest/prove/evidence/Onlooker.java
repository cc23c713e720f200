package io.millrace.loadtest.prove.evidence;

import io.millrace.loadtest.platform.ReadApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Reads every view in turn, all the time, and remembers what failed. */
public final class Onlooker implements AutoCloseable {

  private static final long PAUSE_MILLIS = 20;

  private final ReadApi api;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<String> failed = new ArrayList<>();
  private long reads;

  public Onlooker(ReadApi api) {
    this.api = api;
  }

  /** Begins; what is looked at must be there. */
  public void start() {
    var unused =
        thread.submit(
            () -> {
              List<View> views = ViewWatch.views();
              for (int turn = 0; !thread.isShutdown(); turn++) {
                String path = views.get(turn % views.size()).path("store-" + (1 + turn % 12));
                String trouble = api.trouble(path);
                note(trouble);
                Thread.sleep(PAUSE_MILLIS);
              }
              return null;
            });
  }

  private synchronized void note(String trouble) {
    reads++;
    if (!trouble.isEmpty()) {
      failed.add(trouble);
    }
  }

  public synchronized long reads() {
    return reads;
  }

  public synchronized List<String> failed() {
    return List.copyOf(failed);
  }

  /** Returns after the last read. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      var unused = thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
