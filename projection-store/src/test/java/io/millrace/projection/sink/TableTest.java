package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private record Row(String id, Instant at, List<String> tags, long revision) {}

  private static final Table<Row> NEWEST = builder().keepNewest("revision", Row::revision);
  private static final Table<Row> FIRST = builder().keepFirst();

  @Test
  void upsert_isOneStatementWithAnArrayPerColumn() {
    List<Write> writes = NEWEST.upsert(List.of(row("a", 1), row("b", 2)));

    assertThat(writes).hasSize(1);
    assertThat(writes.get(0).sql())
        .isEqualTo(
            "insert into s.t as t (id, at, tags, revision)"
                + " select id, at::timestamptz, tags::text[], revision"
                + " from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])"
                + " as r (id, at, tags, revision)"
                + " on conflict (id) do update set at = excluded.at, tags = excluded.tags,"
                + " revision = excluded.revision where t.revision < excluded.revision");
    assertThat((Object[]) writes.get(0).arguments().get(0)).containsExactly("a", "b");
    assertThat((Object[]) writes.get(0).arguments().get(1))
        .containsExactly("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z");
    assertThat((Object[]) writes.get(0).arguments().get(2))
        .containsExactly("{\"x\",\"y \\\"\\\\\"}", "{\"x\",\"y \\\"\\\\\"}");
    assertThat((Object[]) writes.get(0).arguments().get(3)).containsExactly(1L, 2L);
  }

  @Test
  void upsert_ofNothingIsNothing() {
    assertThat(NEWEST.upsert(List.of())).isEmpty();
  }

  @Test
  void conflate_keepsTheNewestRowOfAKey() {
    assertThat(NEWEST.conflate(List.of(row("a", 2), row("b", 1), row("a", 3), row("a", 1))))
        .extracting(Row::id, Row::revision)
        .containsExactly(tuple("a", 3L), tuple("b", 1L));
  }

  @Test
  void conflate_keepsTheFirstRowOfAKeyWhereFactsNeverChange() {
    assertThat(FIRST.conflate(List.of(row("a", 2), row("a", 3))))
        .extracting(Row::revision)
        .containsExactly(2L);
  }

  @Test
  void upsert_onceByFact_writesWhatTheTableOfFactsDidNotHold() {
    assertThat(builder().onceByFact("s.fact", "id").upsert(List.of(row("a", 1))).get(0).sql())
        .isEqualTo(
            "with r as (select id, at::timestamptz, tags::text[] from unnest($1::text[],"
                + " $2::text[], $3::text[]) as r (id, at, tags)), fresh as (insert into s.fact (id)"
                + " select distinct id from r on conflict do nothing returning id)"
                + " insert into s.t (id, at, tags) select id, at, tags from r join fresh using (id)");
  }

  @Test
  void keepFirstKnownTo_putsTheKeyIntoTheIdentitiesFirst() {
    Table<Row> table =
        builder().noted("seen", ColumnType.BIGINT, Row::revision).keepFirstKnownTo("s.i", "at");

    List<Write> writes = table.upsert(List.of(row("a", 2), row("a", 3)));

    assertThat(writes).hasSize(1);
    assertThat(writes.get(0).sql())
        .isEqualTo(
            """
            with r as (select id as id, at::timestamptz as at, tags::text[] as tags, seen as seen\
             from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as r (id, at, tags, seen)),
            unseen as (insert into s.i (id, at, seen) select id, at, seen from r
              on conflict (id) do nothing returning id)
            insert into s.t (id, at, tags) select id, at, tags from r join unseen using (id)""");
    assertThat((Object[]) writes.get(0).arguments().get(3)).containsExactly(2L);
  }

  @Test
  void delete_sparesNewerRows() {
    List<Write> writes = NEWEST.delete(List.of(row("a", 7)));

    assertThat(writes.get(0).sql())
        .isEqualTo(
            "delete from s.t as t using unnest($1::text[], $2::bigint[]) as r (id, revision)"
                + " where t.id = r.id and t.revision < r.revision");
    assertThat(writes.get(0).arguments()).hasSize(2);
  }

  @Test
  void delete_isRefusedWhereRowsHaveNoNewness() {
    assertThatThrownBy(() -> FIRST.delete(List.of(row("a", 1))))
        .isInstanceOf(IllegalStateException.class);
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.api.Assertions.tuple(values);
  }

  private static Row row(String id, long revision) {
    return new Row(id, Instant.EPOCH, List.of("x", "y \"\\"), revision);
  }

  private static Table.Builder<Row> builder() {
    return Table.<Row>named("s.t")
        .key("id", ColumnType.TEXT, Row::id)
        .value("at", ColumnType.TIMESTAMPTZ, Row::at)
        .value("tags", ColumnType.TEXT_ARRAY, Row::tags);
  }
}
