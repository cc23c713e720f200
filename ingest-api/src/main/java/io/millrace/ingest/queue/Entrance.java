package io.millrace.ingest.queue;

import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Door;
import io.millrace.ingest.intake.Taken;
import io.millrace.ingest.kafka.EventLog;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request's way into the queue. */
public final class Entrance implements Door {

  private final AiQueue queue;
  private final Entrant entrant;
  private volatile @Nullable Place place;

  public Entrance(AiQueue queue, Entrant entrant) {
    this.queue = queue;
    this.entrant = entrant;
  }

  @Override
  public void enter(Consumer<@Nullable Problem> then) {
    queue.enter(
        entrant,
        (given, refusal) -> {
          place = given;
          then.accept(refusal);
        });
  }

  @Override
  public void settled(@Nullable Problem problem) {
    Place given = place;
    if (problem == null) {
      queue.stored(entrant);
    } else if (given != null && !given.duplicate() && !EventLog.mayBeStored(problem)) {
      queue.withdraw(entrant);
    }
  }

  public Entrant entrant() {
    return entrant;
  }

  /** How the request is stored, with what the queue knows of it. */
  public Taken taken(Taken stored) {
    Place given = place;
    return new Taken(stored.position(), stored.duplicate() || given != null && given.duplicate());
  }

  /** How many wait, in all lanes. */
  public long depth() {
    Place given = place;
    return given == null ? queue.state().waiting() : given.depth();
  }

  /** What the tenant used of its tokens in this minute; -1 where that is not known. */
  public long tokens() {
    Place given = place;
    return given == null ? -1 : given.tokens();
  }
}
