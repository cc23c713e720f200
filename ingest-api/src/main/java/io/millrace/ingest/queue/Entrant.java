package io.millrace.ingest.queue;

import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.ratelimit.AiTerms;
import io.millrace.schemas.ai.AiKeys;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An AI request that asks for a place.
 *
 * @param user whose it is; empty where nobody said
 * @param conversation where its answer goes; null for nowhere
 * @param deadline when it is not worth answering any more; null for never
 * @param terms what its tenant may ask of the model
 */
public record Entrant(
    String tenant,
    String requestId,
    String user,
    AiLane lane,
    @Nullable String conversation,
    @Nullable Instant deadline,
    AiTerms terms) {

  /** Its name in Redis. */
  public String request() {
    return AiKeys.request(tenant, requestId);
  }
}
