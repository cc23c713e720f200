package io.millrace.projection.sink;

import java.util.List;

/**
 * One statement with its arguments; a null argument is not possible.
 *
 * @param arguments values of {@code $1}, {@code $2}, ... in order
 * @param returning whether it returns rows, for {@link Projection#returned}
 */
public record Write(String sql, List<Object> arguments, boolean returning) {

  public Write {
    arguments = List.copyOf(arguments);
  }

  public Write(String sql, List<Object> arguments) {
    this(sql, arguments, false);
  }

  /** The same, with the rows it returns. */
  public Write withRows() {
    return new Write(sql, arguments, true);
  }
}
