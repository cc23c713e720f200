package io.millrace.projection.chat;

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

class ChatStorageIT {

  /** Hours from the cutoff to the last message, both included. */
  private static final int KEPT = 89 * 24 - (57 * 24 + 12) + 1;

  @Test
  void chatRetention_forgetsMessagesAndTheirPlacesInEveryVersion() throws InterruptedException {
    try (PostgresServer postgres = new PostgresServer(null, 0)) {
      postgres.start();
      DatabaseFixture.migrate(postgres.url());
      TestDatabase database = TestDatabase.at(postgres.url());
      database.execute("select copy_projection_schema('chat_v1', 'chat_v2')");
      database.execute(
          "select copy_projection_schema('chat_conversations_v1', 'chat_conversations_v3')");
      fill(database, "chat_v1", "chat_conversations_v1");
      fill(database, "chat_v2", "chat_conversations_v3");
      Job job =
          new ChatStorage()
              .chatRetention(
                  PartitionFixture.retention(postgres.url()),
                  new RetentionSettings(
                      Keep.of("unlimited"), Keep.of("30d"), Keep.of("90d"), Keep.of("unlimited")),
                  Clock.fixed(Instant.parse("2026-03-29T12:00:00Z"), ZoneOffset.UTC));

      job.work().run();
      job.work().run();

      for (String table :
          List.of(
              "chat_v1.chat_message",
              "chat_v1.chat_message_identity",
              "chat_conversations_v1.chat_place",
              "chat_v2.chat_message",
              "chat_v2.chat_message_identity",
              "chat_conversations_v3.chat_place")) {
        assertThat(database.rows("select min(sent_at), count(*) from " + table))
            .as(table)
            .containsExactly("2026-02-27 12:00:00+00|" + KEPT);
      }
      for (String schema : List.of("chat_v1", "chat_v2")) {
        assertThat(
                database.value("select to_regclass('" + schema + ".chat_message_2026_01') is null"))
            .isEqualTo("t");
      }
    }
  }

  private static void fill(TestDatabase database, String messages, String places) {
    database.execute(
        "select ensure_partitions('"
            + messages
            + ".chat_message', '1 month', '2026-01-01Z', '2026-03-31Z')");
    database.execute(
        """
        with m as (insert into %1$s.chat_message (tenant, conversation_id, message_id,
            sender_id, text, recipients, sent_at, log_offset)
          select 't', 'c', 'm' || n, 's', 'x', '{}',
            timestamptz '2026-01-01Z' + n * interval '1 hour', n
          from generate_series(0, 89 * 24) n returning *),
        p as (insert into %2$s.chat_place (tenant, conversation_id, message_id, seq, sent_at)
          select tenant, conversation_id, message_id, log_offset + 1, sent_at from m)
        insert into %1$s.chat_message_identity
        select tenant, conversation_id, message_id, sent_at from m
        """
            .formatted(messages, places));
  }
}
