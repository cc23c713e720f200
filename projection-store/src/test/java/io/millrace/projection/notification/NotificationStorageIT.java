package io.millrace.projection.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.infra.embedded.PostgresServer;
import io.millrace.projection.database.DatabaseFixture;
import io.millrace.projection.job.Job;
import io.millrace.projection.partition.Keep;
import io.millrace.projection.partition.PartitionFixture;
import io.millrace.projection.partition.RetentionSettings;
import io.millrace.projection.support.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotificationStorageIT {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-29T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void notificationRetention_forgetsInPiecesAndInEveryVersion() throws InterruptedException {
    try (PostgresServer postgres = new PostgresServer(null, 0)) {
      postgres.start();
      DatabaseFixture.migrate(postgres.url());
      TestDatabase database = TestDatabase.at(postgres.url());
      database.execute("select copy_projection_schema('notifications_v1', 'notifications_v2')");
      for (String schema : List.of("notifications_v1", "notifications_v2")) {
        fill(database, schema);
      }

      job(postgres, "unlimited").work().run();
      assertThat(database.value("select count(*) from notifications_v1.notification"))
          .isEqualTo("25004");
      job(postgres, "90d").work().run();
      job(postgres, "90d").work().run();

      for (String schema : List.of("notifications_v1", "notifications_v2")) {
        assertThat(
                database.rows("select notification_id from " + schema + ".notification order by 1"))
            .containsExactly("mark", "read-late", "young");
      }
    }
  }

  /** More than two pieces that are too old, and one of each kind about the day of the cutoff. */
  private static void fill(TestDatabase database, String schema) {
    database.execute(
        """
        insert into %s.notification (tenant, user_id, notification_id, kind, title, created_at,
          read_at, revision)
        select 't', 'u', 'old' || n, 'chat', 'Chat', timestamptz '2025-12-29T11:59:59Z',
          case when n %% 2 = 0 then timestamptz '2026-03-29Z' end, 1
        from generate_series(1, 25000) n
        union all values
          ('t', 'u', 'young', 'chat', 'Chat', timestamptz '2025-12-29T12:00:00Z', null, 1),
          ('t', 'u', 'read-late', 'chat', 'Chat', '2026-03-28Z', timestamptz '2026-03-29Z', 1),
          ('t', 'u', 'mark', null, null, null, '2026-03-29Z', null),
          ('t', 'u', 'old-mark', null, null, null, '2025-12-29T11:00:00Z', null)
        """
            .formatted(schema));
  }

  private static Job job(PostgresServer postgres, String keep) {
    return new NotificationStorage()
        .notificationRetention(
            PartitionFixture.retention(postgres.url()),
            new RetentionSettings(
                Keep.of("unlimited"), Keep.of("30d"), Keep.of(keep), Keep.of("unlimited")),
            CLOCK);
  }
}
