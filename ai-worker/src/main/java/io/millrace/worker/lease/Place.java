package io.millrace.worker.lease;

import io.millrace.schemas.ai.AiKeys;

/**
 * A request as the queue in Redis knows it.
 *
 * @param givenUpMs when it counts as lost if nobody begins it
 */
public record Place(String tenant, String requestId, Lane lane, long givenUpMs) {

  /** Its name in keys and members. */
  public String request() {
    return AiKeys.request(tenant, requestId);
  }
}
