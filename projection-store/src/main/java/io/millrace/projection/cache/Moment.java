package io.millrace.projection.cache;

import io.millrace.projection.query.ReadDatabase.Server;

/**
 * How far a projection was at a moment on one server: what is read there after it is at least as
 * new.
 *
 * @param asOf as {@code X-Fresh-As-Of} writes it
 * @param epoch what is remembered of an earlier epoch is void; {@link #CLOSED} for all of it
 * @param server who said so
 * @param readAt when, by {@link System#nanoTime}
 */
record Moment(String asOf, long epoch, Server server, long readAt) {

  static final long CLOSED = -1;

  /**
   * Whether a switch of the projection is under way, so that nothing remembered may be answered.
   */
  boolean isClosed() {
    return epoch == CLOSED;
  }

  /** Whether what is read may be remembered in Redis, for all to see: only of the primary. */
  boolean mayFill() {
    return !isClosed() && server == Server.PRIMARY;
  }
}
