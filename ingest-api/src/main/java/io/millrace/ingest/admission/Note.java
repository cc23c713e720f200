package io.millrace.ingest.admission;

/**
 * What became of a claimed event; nobody waits for Redis to know it.
 *
 * @param id of the claim
 * @param value what is put there if it is stored, what must be there to be released if not
 * @param stored whether Kafka has the event
 */
record Note(byte[] id, byte[] value, boolean stored) {}
