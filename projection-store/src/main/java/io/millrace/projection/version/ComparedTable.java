package io.millrace.projection.version;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that two versions of a projection have, and where they differ in it. Columns that say how
 * often a row was changed or from where it was read may differ, and generated ones follow others.
 *
 * @param keys columns of the primary key
 * @param columns all that are compared, the key's included
 */
record ComparedTable(
    String name, String shown, String other, List<String> keys, List<String> columns) {

  private static final String TABLES =
      """
      select c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ? and c.relkind in ('r', 'p') and not c.relispartition
        and to_regclass(format('%I.%I', ?::text, c.relname)) is not null
      order by c.relname""";

  private static final String COLUMNS =
      """
      select quote_ident(a.attname), coalesce(a.attnum = any(k.indkey), false)
      from pg_attribute a
      left join pg_index k on k.indrelid = a.attrelid and k.indisprimary
      where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
        and (a.attgenerated = ''
          and a.attname !~ '(^|_)(revision|offset|input_partition)$'
          or coalesce(a.attnum = any(k.indkey), false))
      order by a.attnum""";

  /**
   * A row that is not the same in both.
   *
   * @param key as JSON
   * @param shown the row that readers see, as JSON; null if it is not there
   * @param other the other version's; null if it is not there
   */
  record Row(String table, String key, @Nullable String shown, @Nullable String other) {}

  /** The tables that both schemas have. */
  static List<ComparedTable> of(Connection connection, String shown, String other)
      throws SQLException {
    List<ComparedTable> tables = new ArrayList<>();
    for (String name : texts(connection, TABLES, shown, other)) {
      Map<String, Boolean> columns = new LinkedHashMap<>();
      try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
        query.setString(1, shown + "." + name);
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            columns.put(row.getString(1), row.getBoolean(2));
          }
        }
      }
      List<String> all = List.copyOf(columns.keySet());
      List<String> keys = all.stream().filter(columns::get).toList();
      tables.add(new ComparedTable(name, shown, other, keys.isEmpty() ? all : keys, all));
    }
    return tables;
  }

  /** How many rows each has. */
  long[] count(Connection connection) throws SQLException {
    return new long[] {count(connection, shown), count(connection, other)};
  }

  /** Rows that are not the same now, at most so many. */
  List<Row> differing(Connection connection, int most) throws SQLException {
    return rows(
        connection,
        "select %s from %s.%s a full join %s.%s b on %s where %s limit %d"
            .formatted(
                selected(),
                shown,
                name,
                other,
                name,
                join(keys, key -> "a." + key + " = b." + key, " and "),
                unequal(),
                most),
        null);
  }

  /** Those of the rows with these keys that are not the same now. */
  List<Row> differing(Connection connection, List<Row> before) throws SQLException {
    return rows(
        connection,
        "with k as (select %s from jsonb_populate_recordset(null::%s.%s, ?::jsonb))"
                .formatted(String.join(", ", keys), shown, name)
            + " select %s from k left join %s.%s a on %s left join %s.%s b on %s where %s"
                .formatted(
                    selected(),
                    shown,
                    name,
                    join(keys, key -> "a." + key + " = k." + key, " and "),
                    other,
                    name,
                    join(keys, key -> "b." + key + " = k." + key, " and "),
                    unequal()),
        before.stream().map(Row::key).collect(Collectors.joining(",", "[", "]")));
  }

  private List<Row> rows(Connection connection, String sql, @Nullable String keysBefore)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      if (keysBefore != null) {
        query.setString(1, keysBefore);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(new Row(name, row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    return rows;
  }

  /** The key, and each version's row where it is there: a key is never null. */
  private String selected() {
    return "jsonb_build_object(%s), %s, %s"
        .formatted(
            join(keys, key -> literal(key) + ", coalesce(a." + key + ", b." + key + ")", ", "),
            json("a"),
            json("b"));
  }

  private String json(String side) {
    return "case when num_nulls(%s) < %d then jsonb_build_object(%s) end"
        .formatted(
            join(keys, key -> side + "." + key, ", "),
            keys.size(),
            join(columns, column -> literal(column) + ", " + side + "." + column, ", "));
  }

  private String unequal() {
    return "(%s) is distinct from (%s)"
        .formatted(
            join(columns, column -> "a." + column, ", "),
            join(columns, column -> "b." + column, ", "));
  }

  private long count(Connection connection, String schema) throws SQLException {
    return Long.parseLong(texts(connection, "select count(*) from " + schema + "." + name).get(0));
  }

  private static List<String> texts(Connection connection, String sql, String... values)
      throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        query.setString(i + 1, values[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          texts.add(row.getString(1));
        }
      }
    }
    return texts;
  }

  private static String literal(String identifier) {
    return "'" + identifier.replace("\"", "") + "'";
  }

  private static String join(List<String> names, UnaryOperator<String> form, String between) {
    return names.stream().map(form).collect(Collectors.joining(between));
  }
}
