package io.millrace.projection.cache;

/**
 * What the database says.
 *
 * @param body the answer as JSON; may be empty where there is nothing
 * @param nothing whether nothing was found, which is kept for a short time only
 */
@SuppressWarnings("ArrayRecordComponent")
public record Loaded(byte[] body, boolean nothing) {}
