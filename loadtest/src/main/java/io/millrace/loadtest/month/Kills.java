package io.millrace.loadtest.month;

import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Kills processes at random (SIGKILL), one after the other, with all that they started. */
final class Kills {

  private static final int LEAST_APART_MILLIS = 3_000;
  private static final int MORE_APART_MILLIS = 7_000;

  private final Platform platform;
  private final SplittableRandom random;
  private final Consumer<String> progress;
  private final Thread thread;

  private Kills(Platform platform, int count, long seed, Consumer<String> progress) {
    this.platform = platform;
    this.random = new SplittableRandom(seed);
    this.progress = progress;
    this.thread = new Thread(() -> run(count), "kills");
  }

  static Kills start(Platform platform, int count, long seed, Consumer<String> progress) {
    Kills kills = new Kills(platform, count, seed, progress);
    kills.thread.setDaemon(true);
    kills.thread.start();
    return kills;
  }

  /** Returns when the last has been done. */
  void await() throws InterruptedException {
    thread.join();
  }

  private void run(int count) {
    try {
      for (int done = 0; done < count; ) {
        Thread.sleep(LEAST_APART_MILLIS + random.nextInt(MORE_APART_MILLIS));
        String name = Platform.PROCESSES.get(random.nextInt(Platform.PROCESSES.size()));
        List<Long> pids = new ArrayList<>(platform.pids(name));
        if (!pids.isEmpty()) {
          Signal.KILL.sendAll(pids);
          done++;
          progress.accept("killed " + name);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
