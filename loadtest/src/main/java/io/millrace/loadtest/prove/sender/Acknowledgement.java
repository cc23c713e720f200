package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Sent;
import io.millrace.schemas.event.Position;

/**
 * A request that was acknowledged.
 *
 * @param sent the request
 * @param position where the platform says it is
 * @param began when its last attempt began, in nanoseconds since the journal began
 */
public record Acknowledgement(Sent sent, Position position, long began) {}
