package io.millrace.projection.sink;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a column's values travel as one array. Types whose arrays the driver or {@code unnest} does
 * not carry as such travel as text and are cast on arrival.
 */
public enum ColumnType {
  /** From a {@link String}. */
  TEXT("text", "", String[]::new),
  /** From a {@link Long}. */
  BIGINT("bigint", "", Long[]::new),
  /** From an {@link Integer}. */
  INT("int", "", Integer[]::new),
  /** From a {@link Boolean}. */
  BOOLEAN("boolean", "", Boolean[]::new),
  /** From an {@link java.time.Instant}. */
  TIMESTAMPTZ("text", "::timestamptz", String[]::new),
  /** From JSON in a {@link String}. */
  JSONB("text", "::jsonb", String[]::new),
  /** From a list of strings; {@code unnest} would flatten an array of arrays. */
  TEXT_ARRAY("text", "::text[]", String[]::new);

  private final String element;
  private final String cast;
  private final Function<Integer, Object[]> array;

  ColumnType(String element, String cast, Function<Integer, Object[]> array) {
    this.element = element;
    this.cast = cast;
    this.array = array;
  }

  String parameter(int number) {
    return "$" + number + "::" + element + "[]";
  }

  String cast(String column) {
    return column + cast;
  }

  <R> Object[] collect(List<R> rows, Function<R, @Nullable Object> value) {
    Object[] values = array.apply(rows.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = encode(value.apply(rows.get(i)));
    }
    return values;
  }

  @SuppressWarnings("NullAway") // a null element is SQL's null
  private Object encode(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (this) {
      case TIMESTAMPTZ -> value.toString();
      case TEXT_ARRAY -> literal((List<?>) value);
      default -> value;
    };
  }

  private static String literal(List<?> elements) {
    StringBuilder literal = new StringBuilder("{");
    for (Object element : elements) {
      if (literal.length() > 1) {
        literal.append(',');
      }
      literal
          .append('"')
          .append(element.toString().replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
    return literal.append('}').toString();
  }
}
