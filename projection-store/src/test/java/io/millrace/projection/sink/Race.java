package io.millrace.projection.sink;

import java.util.Random;

/** One projection and two processes that both think that it is theirs. */
final class Race {

  private final Projection<?> projection;
  private final Log log;
  private final Checkpoints checkpoints;
  private final DeadLetters deadLetters;
  private final Owner<?>[] owners = new Owner<?>[2];

  Race(Projection<?> projection, Log log, Checkpoints checkpoints, DeadLetters deadLetters) {
    this.projection = projection;
    this.log = log;
    this.checkpoints = checkpoints;
    this.deadLetters = deadLetters;
  }

  boolean done() {
    return Owner.position(projection, checkpoints, log) == log.end();
  }

  void step(Random random) {
    int i = random.nextInt(owners.length);
    if (owners[i] == null) {
      owners[i] = new Owner<>(projection, checkpoints, deadLetters, log);
    }
    Breakable.Step failAfter =
        random.nextInt(4) == 0 ? Breakable.Step.values()[random.nextInt(2)] : Breakable.Step.NONE;
    boolean alive = true;
    try {
      owners[i].work(1 + random.nextInt(12), failAfter);
    } catch (Breakable.Killed e) {
      alive = false;
    } catch (RuntimeException e) {
      alive = random.nextBoolean();
    }
    if (!alive || random.nextInt(5) == 0) {
      owners[i] = null;
    }
  }
}
