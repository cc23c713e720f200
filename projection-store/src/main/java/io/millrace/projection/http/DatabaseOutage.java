package io.millrace.projection.http;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;

/**
 * Tells failures of the database that pass, so that a caller may try again, from faults of ours.
 */
final class DatabaseOutage {

  /**
   * Classes of SQL states: connection, login, rollback as in a deadlock, resources, an object in
   * use, an operator's intervention (a shutdown, a cancelled query) and trouble of the system. The
   * driver's own types are no help: it calls what it does not know a failure of resources.
   */
  private static final Set<String> PASSING = Set.of("08", "28", "40", "53", "55", "57", "58");

  private static final int STATE_LENGTH = 5;

  private DatabaseOutage() {}

  static boolean explains(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof R2dbcException answer) {
        String state = answer.getSqlState();
        if (state != null && state.length() == STATE_LENGTH) {
          return PASSING.contains(state.substring(0, 2));
        }
      }
    }
    return isTimeout(failure)
        || failure instanceof R2dbcTransientException
        || failure instanceof R2dbcNonTransientResourceException
        || failure instanceof TransientDataAccessException
        || failure instanceof NonTransientDataAccessResourceException;
  }

  static boolean isTimeout(Throwable failure) {
    return failure instanceof TimeoutException
        || failure instanceof R2dbcTimeoutException
        || failure instanceof QueryTimeoutException;
  }
}
