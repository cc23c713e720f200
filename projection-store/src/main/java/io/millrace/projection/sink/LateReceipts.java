package io.millrace.projection.sink;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static java.util.stream.Collectors.joining;

import io.millrace.projection.sink.Table.Column;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.projection.v1.LateFact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of receipts of which some stand for one late receipt each. Those are added to columns of
 * their own, {@code late_*}, of the row they belong to, which the view adds to the others.
 *
 * <p>A late receipt counts if it is the first of its id in its topic, or if nothing is known of the
 * id: {@code receipt_identity} tells, once the receipts projection covers the receipt; until then
 * the batch fails for a passing reason. A ledger refuses what was added before.
 *
 * @param <R> what a row is made of
 */
public final class LateReceipts<R> {

  private final Table<R> table;
  private final Function<R, @Nullable LateFact> fact;
  private final List<Column<R>> columns;
  private final String add;
  private final boolean returning;

  /**
   * Describes the late lane of a table whose newest row counts.
   *
   * @param ledger the table of what was added: the table's key and {@code fact_id}
   * @param sums which columns are added up, each beside a column {@code late_*}
   * @param fact a row's late fact; null where it has none
   */
  public LateReceipts(
      Table<R> table, String ledger, Set<String> sums, Function<R, @Nullable LateFact> fact) {
    this(table, ledger, sums, fact, false);
  }

  /**
   * Describes the late lane of a table.
   *
   * @param returning whether rows are returned as the view has them once a receipt was added
   */
  public LateReceipts(
      Table<R> table,
      String ledger,
      Set<String> sums,
      Function<R, @Nullable LateFact> fact,
      boolean returning) {
    this.table = table;
    this.fact = fact;
    this.returning = returning;
    List<Column<R>> facts =
        List.of(
            new Column<>("fact_id", TEXT, this::receiptId),
            new Column<>("input_partition", INT, row -> position(row).getPartition()),
            new Column<>("input_offset", BIGINT, row -> position(row).getOffset()));
    this.columns = Stream.of(table.keys(), table.values(), facts).flatMap(List::stream).toList();
    this.add = add(ledger, sums);
  }

  /** True for a row that has no figures and only says what is covered. */
  public static boolean onlyCovers(boolean late, LateFact fact) {
    return late && fact.getIdentity().isEmpty();
  }

  /** The newest row of each key, without the late ones. */
  public List<R> newest(List<R> rows) {
    return table.conflate(onTime(rows));
  }

  private List<R> onTime(List<R> rows) {
    return rows.stream().filter(row -> fact.apply(row) == null).toList();
  }

  /** Applies rows of both kinds. */
  public List<Write> writes(List<R> rows) {
    List<Write> writes = new ArrayList<>(table.upsert(onTime(rows)));
    List<R> late = firsts(rows);
    if (!late.isEmpty()) {
      writes.add(covered(late.stream().map(this::position).toList()));
      Table.write(add, columns, late)
          .forEach(write -> writes.add(returning ? write.withRows() : write));
    }
    return writes;
  }

  /** One row for each receipt and key: the ledger is not looked at between rows of a statement. */
  private List<R> firsts(List<R> rows) {
    Set<List<Object>> seen = new HashSet<>();
    List<R> firsts = new ArrayList<>();
    for (R row : rows) {
      if (!late(row).getIdentity().isEmpty()) {
        List<Object> id = new ArrayList<>(List.of(receiptId(row)));
        table.keys().forEach(key -> id.add(String.valueOf(key.value().apply(row))));
        if (seen.add(id)) {
          firsts.add(row);
        }
      }
    }
    return firsts;
  }

  /** Fails the batch for a passing reason until it is known which of these receipts came first. */
  public static Write covered(List<InputPosition> receipts) {
    return LateFacts.covered("receipts_cover", receipts);
  }

  private String receiptId(R row) {
    LateIdentity identity = LateIdentity.of(late(row));
    if (!identity.receipt()) {
      throw new IllegalArgumentException("late.identity: " + identity + " (expected: a receipt)");
    }
    return identity.id();
  }

  private InputPosition position(R row) {
    return late(row).getPosition();
  }

  private LateFact late(R row) {
    LateFact late = fact.apply(row);
    return late == null ? LateFact.getDefaultInstance() : late;
  }

  private String add(String ledger, Set<String> sums) {
    String keys = Table.names(table.keys());
    List<String> added = table.values().stream().map(Column::name).filter(sums::contains).toList();
    List<String> others =
        table.values().stream().map(Column::name).filter(name -> !sums.contains(name)).toList();
    String casts =
        columns.stream()
            .map(column -> column.type().cast(column.name()) + " as " + column.name())
            .collect(joining(", "));
    return """
        with r as (select %s from unnest(%s) as r (%s)),
        counted as (
          insert into %s (%s, fact_id) select %s, fact_id from r
          where not exists (
            select from receipt_identity i
            where i.tenant = r.tenant and i.store_id = r.store_id and i.receipt_id = r.fact_id
              and (i.input_partition, i.input_offset)
                is distinct from (r.input_partition, r.input_offset))
          on conflict do nothing returning %s, fact_id)
        insert into %s as t (%s, %s, %s)
        select %s, %s, %s from r join counted using (%s, fact_id) group by %s
        on conflict (%s) do update set %s%s"""
        .formatted(
            casts,
            Table.parameters(columns),
            Table.names(columns),
            ledger,
            keys,
            keys,
            keys,
            table.name(),
            keys,
            list(Stream.of(added, others).flatMap(List::stream), "%s"),
            table.newest() + ", " + list(added.stream(), "late_%s"),
            keys,
            list(
                Stream.concat(
                    added.stream().map(name -> "0"), others.stream().map("max(%s)"::formatted)),
                "%s"),
            "0, " + list(added.stream(), "sum(%s)::bigint"),
            keys,
            keys,
            keys,
            list(added.stream(), "late_%1$s = t.late_%1$s + excluded.late_%1$s"),
            returning ? " returning " + shown(added) : "");
  }

  /** Key and sums as the view has them. */
  private String shown(List<String> added) {
    return list(table.keys().stream().map(Column::name), "t.%s")
        + ", "
        + list(added.stream(), "t.%1$s + t.late_%1$s as %1$s");
  }

  private static String list(Stream<String> names, String form) {
    return names.map(form::formatted).collect(joining(", "));
  }
}
