package io.millrace.ingest.intake;

import io.millrace.schemas.event.Position;

/**
 * How an event is stored.
 *
 * @param position where Kafka has it
 * @param duplicate whether it was there before and was not stored again
 */
public record Taken(Position position, boolean duplicate) {}
