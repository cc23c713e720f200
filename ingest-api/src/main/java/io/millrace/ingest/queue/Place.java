package io.millrace.ingest.queue;

/**
 * A request's place.
 *
 * @param duplicate whether the request had one before, or has ended
 * @param depth how many wait, in all lanes
 * @param tokens what its tenant used in this minute; -1 where that is not known
 */
public record Place(boolean duplicate, long depth, long tokens) {}
