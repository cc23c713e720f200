package io.millrace.projection.sink;

import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import java.util.Set;

/** Tells a fault of the data, which stays, from one that passes. */
final class Faults {

  private static final int REASON_LENGTH = 500;

  /** Values that do not fit (22), broken constraints (23), and the two below. */
  private static final Set<String> DATA_CLASSES = Set.of("22", "23");

  /** A row hit twice by one statement; an index entry or row that is too large. */
  private static final Set<String> DATA_STATES = Set.of("21000", "54000");

  private static final String CHECK = "23514";

  private Faults() {}

  /**
   * True if a batch's statements that failed so will fail the same way again. Whatever is not known
   * to be so is retried: a record must not be lost to an outage of a kind nobody thought of.
   */
  static boolean isOfData(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof R2dbcException answer) {
        String state = answer.getSqlState();
        return state != null
            && !isMissingPartition(answer)
            && (DATA_STATES.contains(state)
                || state.length() == 5 && DATA_CLASSES.contains(state.substring(0, 2)));
      }
      if (cause instanceof IllegalArgumentException) {
        return true;
      }
    }
    return false;
  }

  /** Postgres has no code for it but that of a check, which would be named. */
  private static boolean isMissingPartition(R2dbcException answer) {
    return CHECK.equals(answer.getSqlState())
        && answer instanceof PostgresqlException postgres
        && postgres.getErrorDetails().getConstraintName().isEmpty();
  }

  /** The failure in one line, with what is behind it. */
  static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = message(failure);
    String line =
        (root == failure ? message : message + ": " + message(root)).replaceAll("\\s+", " ");
    return line.length() <= REASON_LENGTH ? line : line.substring(0, REASON_LENGTH);
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
