package io.millrace.projection.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query with its values. The text is written by us; whatever comes from outside is a value, put
 * where a {@code ?} stands and sent beside the text.
 */
public final class Sql {

  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  private Sql() {}

  /** Begins a query. */
  public static Sql of(String text, Object... values) {
    return new Sql().add(text, values);
  }

  /** Adds text with a value for each {@code ?} in it. */
  public Sql add(String more, Object... moreValues) {
    int used = 0;
    for (int i = 0; i < more.length(); i++) {
      char c = more.charAt(i);
      if (c == '?') {
        values.add(moreValues[used++]);
        text.append('$').append(values.size());
      } else {
        text.append(c);
      }
    }
    if (used != moreValues.length) {
      throw new IllegalArgumentException(
          "sql: " + moreValues.length + " values for " + used + " places: " + more);
    }
    text.append(' ');
    return this;
  }

  /** Adds text with its one value, or nothing where there is no value. */
  public Sql addIf(String more, @Nullable Object value) {
    return value == null ? this : add(more, value);
  }

  /** The text with Postgres' own placeholders. */
  public String text() {
    return text.toString();
  }

  /** The values in the order of their placeholders. */
  public List<Object> values() {
    return List.copyOf(values);
  }
}
