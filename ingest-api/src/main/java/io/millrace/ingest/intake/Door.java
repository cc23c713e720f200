package io.millrace.ingest.intake;

import io.millrace.ingest.http.Problem;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one event must get through after its limits and before it is written, such as a queue whose
 * end is known. An event that is known to be stored does not come here.
 */
public interface Door {

  /**
   * Asks to be let in. Never waits.
   *
   * @param then told once, on any thread: null, or why not
   */
  void enter(Consumer<@Nullable Problem> then);

  /**
   * Told how the event ended that was let in.
   *
   * @param problem why it is not stored, or not known to be; null if it is stored
   */
  void settled(@Nullable Problem problem);
}
