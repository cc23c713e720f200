package io.millrace.projection.sink;

import java.util.List;

/**
 * One statement with its arguments; a null argument is not possible.
 *
 * @param arguments values of {@code $1}, {@code $2}, ... in order
 */
public record Write(String sql, List<Object> arguments) {

  public Write {
    arguments = List.copyOf(arguments);
  }
}
