package io.millrace.ingest.http;

/**
 * One thing wrong with a body.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the whole body
 * @param message what was expected there
 */
public record FieldError(String pointer, String message) {}
