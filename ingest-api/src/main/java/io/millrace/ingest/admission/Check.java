package io.millrace.ingest.admission;

import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.ratelimit.Limit;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question that waits for its verdict.
 *
 * @param tag where in a Cluster its keys are
 * @param limits what its events are held to
 * @param claims one for each event, null where it has no id; the events that are over the limit are
 *     the last ones, and are not claimed
 * @param then told once
 */
record Check(char tag, List<Limit> limits, @Nullable Claim[] claims, Consumer<Verdict> then) {

  int count() {
    return claims.length;
  }
}
