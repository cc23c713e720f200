package io.millrace.projection.sink;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table as a sink sees it: its columns, each with how to get its value from a row, and what
 * happens to a row that is there already. A batch is one statement with one array per column,
 * however many rows it has.
 *
 * @param <R> what a row is made of
 */
public final class Table<R> {

  record Column<R>(String name, ColumnType type, Function<R, @Nullable Object> value) {}

  private final String name;
  private final List<Column<R>> keys;
  private final List<Column<R>> columns;
  private final @Nullable Column<R> guard;
  private final @Nullable ToLongFunction<R> newness;
  private final String insert;

  private Table(Builder<R> builder, List<Column<R>> columns, String insert) {
    this.name = builder.name;
    this.keys = List.copyOf(builder.keys);
    this.guard = builder.guard;
    this.newness = builder.newness;
    this.columns = columns;
    this.insert = insert;
  }

  /** Protobuf's way to say that a text is not there is SQL's null. */
  public static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Starts the description of a table. */
  public static <R> Builder<R> named(String name) {
    return new Builder<>(name);
  }

  /** Inserts the rows; what happens to those that are there already is the table's rule. */
  public List<Write> upsert(List<R> rows) {
    return write(insert, columns, conflate(rows));
  }

  /** Deletes what the table has under the rows' keys, unless it is newer than the row. */
  public List<Write> delete(List<R> rows) {
    Column<R> newest = guard;
    if (newest == null) {
      throw new IllegalStateException(name + ": rows without newness are never deleted");
    }
    List<Column<R>> needed = new ArrayList<>(keys);
    needed.add(newest);
    String sql =
        "delete from %s as t using unnest(%s) as r (%s) where %s and t.%s < r.%s"
            .formatted(
                name,
                parameters(needed),
                names(needed),
                keys.stream()
                    .map(key -> "t." + key.name + " = " + key.type.cast("r." + key.name))
                    .collect(joining(" and ")),
                newest.name,
                newest.name);
    return write(sql, needed, conflate(rows));
  }

  /**
   * One row per key, because one statement must not touch a row twice: the newest where the table
   * knows which is newer, else the first.
   */
  public List<R> conflate(List<R> rows) {
    Map<List<@Nullable Object>, R> byKey = new LinkedHashMap<>();
    for (R row : rows) {
      byKey.merge(key(row), row, this::winner);
    }
    return List.copyOf(byKey.values());
  }

  String name() {
    return name;
  }

  List<Column<R>> keys() {
    return keys;
  }

  /** Columns beside the key, without the one that says which row is newer. */
  List<Column<R>> values() {
    return columns.stream()
        .filter(column -> !keys.contains(column) && !column.equals(guard))
        .toList();
  }

  String newest() {
    if (guard == null) {
      throw new IllegalStateException(name + ": no column says which row is newer");
    }
    return guard.name;
  }

  private R winner(R first, R second) {
    return newness != null && newness.applyAsLong(second) >= newness.applyAsLong(first)
        ? second
        : first;
  }

  private List<@Nullable Object> key(R row) {
    List<@Nullable Object> key = new ArrayList<>(keys.size());
    for (Column<R> column : keys) {
      key.add(column.value.apply(row));
    }
    return key;
  }

  static <R> List<Write> write(String sql, List<Column<R>> columns, List<R> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<Object> arguments = new ArrayList<>(columns.size());
    for (Column<R> column : columns) {
      arguments.add(column.type.collect(rows, column.value));
    }
    return List.of(new Write(sql, arguments));
  }

  static <R> String names(List<Column<R>> columns) {
    return columns.stream().map(Column::name).collect(joining(", "));
  }

  private static <R> String casts(List<Column<R>> columns) {
    return columns.stream().map(column -> column.type.cast(column.name)).collect(joining(", "));
  }

  private static <R> String aliasedCasts(List<Column<R>> columns) {
    return columns.stream()
        .map(column -> column.type.cast(column.name) + " as " + column.name)
        .collect(joining(", "));
  }

  static <R> String parameters(List<Column<R>> columns) {
    List<String> parameters = new ArrayList<>(columns.size());
    for (Column<R> column : columns) {
      parameters.add(column.type.parameter(parameters.size() + 1));
    }
    return String.join(", ", parameters);
  }

  /** Collects a table's columns; the last call names the rule for rows that are there already. */
  public static final class Builder<R> {

    private final String name;
    private final List<Column<R>> keys = new ArrayList<>();
    private final List<Column<R>> values = new ArrayList<>();
    private final List<Column<R>> noted = new ArrayList<>();
    private @Nullable Column<R> guard;
    private @Nullable ToLongFunction<R> newness;

    private Builder(String name) {
      this.name = name;
    }

    /** A column of the primary key. */
    public Builder<R> key(String column, ColumnType type, Function<R, @Nullable Object> value) {
      keys.add(new Column<>(column, type, value));
      return this;
    }

    public Builder<R> value(String column, ColumnType type, Function<R, @Nullable Object> value) {
      values.add(new Column<>(column, type, value));
      return this;
    }

    /** A row replaces the one that is there if this column is higher. */
    public Table<R> keepNewest(String column, ToLongFunction<R> newness) {
      this.newness = newness;
      this.guard = new Column<>(column, ColumnType.BIGINT, newness::applyAsLong);
      List<Column<R>> replaced = new ArrayList<>(values);
      replaced.add(guard);
      return onConflict(
          "do update set "
              + replaced.stream()
                  .map(value -> value.name + " = excluded." + value.name)
                  .collect(joining(", "))
              + " where t."
              + column
              + " < excluded."
              + column);
    }

    /** A row that is there stays: facts never change. */
    public Table<R> keepFirst() {
      return onConflict("do nothing");
    }

    /** A column that only the table of identities has, see {@link #keepFirstKnownTo}. */
    public Builder<R> noted(String column, ColumnType type, Function<R, @Nullable Object> value) {
      noted.add(new Column<>(column, type, value));
      return this;
    }

    /**
     * A row whose key is known stays out, for a partitioned table, which cannot refuse it: its
     * unique keys hold the column it is partitioned by, and a duplicate may differ in that. A table
     * of identities beside it has the primary key alone.
     *
     * @param identities the table of the keys, the shared and the {@link #noted} columns
     * @param shared columns of the row that are kept there too
     */
    public Table<R> keepFirstKnownTo(String identities, String... shared) {
      List<Column<R>> row = new ArrayList<>(keys);
      row.addAll(values);
      List<Column<R>> identity = new ArrayList<>(keys);
      for (String column : shared) {
        identity.addAll(values.stream().filter(value -> value.name.equals(column)).toList());
      }
      identity.addAll(noted);
      List<Column<R>> all = new ArrayList<>(row);
      all.addAll(noted);
      return new Table<>(
          this,
          List.copyOf(all),
          """
          with r as (select %1$s from unnest(%2$s) as r (%3$s)),
          unseen as (insert into %4$s (%5$s) select %5$s from r
            on conflict (%6$s) do nothing returning %6$s)
          insert into %7$s (%8$s) select %8$s from r join unseen using (%6$s)"""
              .formatted(
                  aliasedCasts(all),
                  parameters(all),
                  names(all),
                  identities,
                  names(identity),
                  names(keys),
                  name,
                  names(row)));
    }

    /**
     * Nothing of a fact that is in already is written. Facts are looked up by these columns in a
     * table of their own, because the key of a partitioned table must hold what it is partitioned
     * by. All rows of a fact belong into one batch, and those of one version of it only.
     */
    public Table<R> onceByFact(String facts, String... columns) {
      List<Column<R>> all = new ArrayList<>(keys);
      all.addAll(values);
      String identity = String.join(", ", columns);
      return new Table<>(
          this,
          List.copyOf(all),
          "with r as (select %s from unnest(%s) as r (%s)), fresh as (insert into %s (%s) select"
                  .formatted(casts(all), parameters(all), names(all), facts, identity)
              + " distinct %s from r on conflict do nothing returning %s) insert into %s (%s)"
                  .formatted(identity, identity, name, names(all))
              + " select %s from r join fresh using (%s)".formatted(names(all), identity));
    }

    /**
     * A statement of the projection's own, in which {@code $rows} stands for the rows in a {@code
     * from}, called {@code r}: one for each key, as for the other rules.
     */
    public Table<R> statement(String sql) {
      List<Column<R>> all = new ArrayList<>(keys);
      all.addAll(values);
      all.addAll(noted);
      return new Table<>(
          this,
          List.copyOf(all),
          sql.replace(
              "$rows",
              "(select %s from unnest(%s) as u (%s)) as r"
                  .formatted(aliasedCasts(all), parameters(all), names(all))));
    }

    /**
     * A rule in SQL: {@code do update set ...}, where {@code t} is the row that is there and {@code
     * excluded} the new one. Of rows with one key in a batch the first counts.
     */
    public Table<R> onConflict(String rule) {
      List<Column<R>> all = new ArrayList<>(keys);
      all.addAll(values);
      if (guard != null) {
        all.add(guard);
      }
      return new Table<>(
          this,
          List.copyOf(all),
          "insert into %s as t (%s) select %s from unnest(%s) as r (%s) on conflict (%s) %s"
              .formatted(
                  name, names(all), casts(all), parameters(all), names(all), names(keys), rule));
    }
  }
}
