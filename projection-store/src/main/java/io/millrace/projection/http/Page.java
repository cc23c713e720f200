package io.millrace.projection.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param entries what it holds
 * @param nextCursor where the next one begins; null on the last
 */
public record Page<T>(List<T> entries, @Nullable String nextCursor) {

  /** Makes a page from rows that were read with a limit of one more than the page holds. */
  public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursor) {
    if (rows.size() <= limit) {
      return new Page<>(rows, null);
    }
    return new Page<>(rows.subList(0, limit), cursor.apply(rows.get(limit - 1)));
  }

  /** The answer's body, the entries under this name. */
  public Map<String, Object> body(String name) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(name, entries);
    if (nextCursor != null) {
      body.put("nextCursor", nextCursor);
    }
    return body;
  }
}
