package io.millrace.projection.query;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Typed access to the columns of a row by name. */
public final class Columns {

  private Columns() {}

  /** A text that is never null. */
  public static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class), column);
  }

  /** A text, or null where there is none or an empty one. */
  public static @Nullable String textOrNull(Readable row, String column) {
    String text = row.get(column, String.class);
    return text == null || text.isEmpty() ? null : text;
  }

  /** A whole number that is never null. */
  public static long number(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, Long.class), column);
  }

  /** A whole number, or null. */
  public static @Nullable Long numberOrNull(Readable row, String column) {
    return row.get(column, Long.class);
  }

  /** A yes or no that is never null. */
  public static boolean flag(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, Boolean.class), column);
  }

  /** A time that is never null. */
  public static Instant time(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, Instant.class), column);
  }

  /** A time, or null. */
  public static @Nullable Instant timeOrNull(Readable row, String column) {
    return row.get(column, Instant.class);
  }
}
