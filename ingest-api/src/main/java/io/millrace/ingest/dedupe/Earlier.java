package io.millrace.ingest.dedupe;

import io.millrace.ingest.http.Problem;
import io.millrace.schemas.event.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an event that came before under the same id.
 *
 * @param sameBody whether its body was the same
 * @param position where it is stored; null while that is not known: its request is under way, or
 *     the instance that took it died
 */
public record Earlier(boolean sameBody, @Nullable Position position) {

  /**
   * Why another event with this id is refused; null if it is not. Without a position the same body
   * is stored again, as nobody can say that it is there.
   */
  public @Nullable Problem conflict() {
    if (sameBody) {
      return null;
    }
    return position != null
        ? new Problem(409, "id-conflict", "another event is stored under this id")
        : new Problem(
            409,
            "id-in-flight",
            "another event is being stored under this id; try again",
            List.of(),
            Map.of("Retry-After", "1"));
  }
}
