package io.millrace.ingest.intake;

import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.ratelimit.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a caller's events are taken.
 *
 * @param tenant whose they are
 * @param limits what they are held to
 */
public record Terms(String tenant, List<Limit> limits) {

  /**
   * What an event is known again by; null where it has no id of its own.
   *
   * @param body equal for equal bodies
   */
  static @Nullable Claim claim(Event event, long body) {
    String identity = event.identity();
    return identity == null || !event.kind().isFact()
        ? null
        : Claim.of(event.kind().label(), identity, event.record().topic(), body);
  }
}
