package io.millrace.projection.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.WithStack;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.support.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schemas of later versions are like the first's, also after it changed. */
@WithStack
class VersionSchemaIT {

  private TestDatabase database;

  @BeforeEach
  void open(Stack stack) throws InterruptedException {
    DatabaseFixture.migrate(stack.databaseUrl());
    database = TestDatabase.at(stack.databaseUrl());
    database.execute(
        """
        create schema copied_v1;
        create table copied_v1.movement (
          tenant text not null, id bigint not null, moved_at timestamptz not null,
          note text default 'none', words tsvector generated always as (to_tsvector('english', note)) stored,
          primary key (tenant, id, moved_at)
        ) partition by range (moved_at);
        create table copied_v1.movement_2026q1 partition of copied_v1.movement
          for values from ('2026-01-01') to ('2026-04-01');
        create index movement_by_time on copied_v1.movement (tenant, moved_at desc);
        create table copied_v1.identity (
          tenant text not null, id bigint not null, primary key (tenant, id));
        create unique index identity_once on copied_v1.identity (id) where tenant <> 'x';
        create view copied_movement as
          select m.tenant, m.id, m.note from copied_v1.movement m join copied_v1.identity i
          using (tenant, id);
        """);
  }

  @AfterEach
  void close() {
    database.execute(
        """
        delete from projection_version where projection = 'copied';
        drop schema if exists copied_v2 cascade;
        drop schema copied_v1 cascade""");
  }

  @Test
  void copy_hasTablesPartitionsAndIndexes() {
    copy();

    assertThat(shape(2)).isEqualTo(shape(1)).hasSizeGreaterThan(10);
  }

  @Test
  void copy_followsWhatTheTemplateGot() {
    copy();
    database.execute(
        """
        alter table copied_v1.movement add column kind text not null default 'sale';
        alter table copied_v1.identity add column seen bigint;
        create index identity_by_seen on copied_v1.identity (seen);
        create table copied_v1.movement_2026q2 partition of copied_v1.movement
          for values from ('2026-04-01') to ('2026-07-01');
        create table copied_v1.late (id bigint primary key)""");
    copy();
    copy();

    assertThat(shape(2)).isEqualTo(shape(1));
  }

  @Test
  void views_showTheVersionTheyAreToldTo() {
    copy();
    insert(1, "first");
    insert(2, "second");
    assertThat(seen()).isEqualTo("first");

    assertThat(show(2)).isEqualTo("1");
    assertThat(show(2)).as("nothing to replace").isEqualTo("0");
    assertThat(seen()).isEqualTo("second");

    show(1);
    assertThat(seen()).isEqualTo("first");
  }

  @Test
  void align_makesOtherVersionsFollowAMigration() {
    copy();
    insert(2, "second");
    database.execute(
        "insert into projection_version values ('copied', 2, null, 1, 2, 1, now());"
            + "select align_projection_versions()");
    database.execute(
        """
        alter table copied_v1.movement add column kind text not null default 'sale';
        create or replace view copied_movement as
          select m.tenant, m.id, m.note, m.kind
          from copied_v1.movement m join copied_v1.identity i using (tenant, id);
        select align_projection_versions()""");

    assertThat(database.rows("select note, kind from copied_movement"))
        .containsExactly("second|sale");
  }

  @Test
  void change_ofAnUnseenVersion_voidsTheCacheShouldItBeSeenByNow() {
    String epoch = "select open_cache_epoch('copied')";
    long before = Long.parseLong(database.value(epoch));
    database.execute("select change_unseen_version('copied', 2)");
    assertThat(database.value(epoch)).isEqualTo(Long.toString(before));
    database.execute("insert into projection_version values ('copied', 2, null, 1, 2, 1, now())");
    database.execute("select change_unseen_version('copied', 1)");
    assertThat(database.value(epoch)).isEqualTo(Long.toString(before));
    database.execute("select change_unseen_version('copied', 2)");
    assertThat(database.value(epoch)).isEqualTo(Long.toString(before + 1));
  }

  @Test
  void drop_removesAVersionAndEmptiesTheFirst() {
    copy();
    insert(1, "first");
    insert(2, "second");
    show(2);
    database.execute(
        "insert into watermark values ('copied', 1, 't', 0, 1, now());"
            + "insert into sink_offset values ('copied', 1, 't', 'id', 0, 2);"
            + "select drop_projection_version('copied', 1)");
    assertThat(database.value("select count(*) from copied_v1.movement")).isEqualTo("0");
    assertThat(database.rows("select 1 from watermark where projection = 'copied'")).isEmpty();
    assertThat(database.rows("select 1 from sink_offset where projection = 'copied'")).isEmpty();
    assertThat(seen()).isEqualTo("second");

    show(1);
    database.execute("select drop_projection_version('copied', 2)");
    assertThat(database.value("select to_regnamespace('copied_v2') is null")).isEqualTo("t");
  }

  private void copy() {
    database.execute("select copy_projection_schema('copied_v1', 'copied_v2')");
  }

  private String show(int version) {
    return database.value("select show_projection_version('copied', " + version + ")");
  }

  private String seen() {
    return database.value("select note from copied_movement");
  }

  private void insert(int version, String note) {
    database.execute(
        "insert into copied_v%d.movement (tenant, id, moved_at, note) values ('t', 1, '2026-02-01', '%s');"
                .formatted(version, note)
            + "insert into copied_v%d.identity (tenant, id) values ('t', 1)".formatted(version));
  }

  /** Columns and indexes of each table, partitions included, without names that may differ. */
  private java.util.List<String> shape(int version) {
    return database.rows(
        """
        select c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod),
          a.attnotnull, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
          pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'copied_v%1$d'::regnamespace and c.relkind in ('r', 'p')
        union all
        select c.relname, 'i', projection_index(i.indexrelid), i.indisunique::text,
          i.indisprimary, null, null, null, null
        from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'copied_v%1$d'::regnamespace
        order by 1, 2, 3"""
            .formatted(version));
  }
}
