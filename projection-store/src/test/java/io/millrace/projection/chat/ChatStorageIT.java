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
import org.junit.jupiter.api.Test;

class ChatStorageIT {

  @Test
  void chatRetention_forgetsMessagesToTheDay() throws InterruptedException {
    try (PostgresServer postgres = new PostgresServer(null, 0)) {
      postgres.start();
      DatabaseFixture.migrate(postgres.url());
      TestDatabase database = TestDatabase.at(postgres.url());
      database.execute(
          "select ensure_partitions('chat_v1.chat_message', '1 month', '2026-01-01Z', '2026-03-31Z')");
      database.execute(
          """
          with m as (insert into chat_v1.chat_message (tenant, conversation_id, message_id,
              sender_id, text, recipients, sent_at, log_offset)
            select 't', 'c', 'm' || n, 's', 'x', '{}',
              timestamptz '2026-01-01Z' + n * interval '1 hour', n
            from generate_series(0, 89 * 24) n returning *)
          insert into chat_v1.chat_message_identity
          select tenant, conversation_id, message_id, sent_at from m
          """);
      Job job =
          new ChatStorage()
              .chatRetention(
                  PartitionFixture.retention(postgres.url()),
                  new RetentionSettings(Keep.of("unlimited"), Keep.of("30d")),
                  Clock.fixed(Instant.parse("2026-03-29T12:00:00Z"), ZoneOffset.UTC));

      job.work().run();
      job.work().run();

      for (String table : new String[] {"chat_message", "chat_message_identity"}) {
        assertThat(database.value("select min(sent_at) from chat_v1." + table))
            .isEqualTo("2026-02-27 12:00:00+00");
      }
      assertThat(database.value("select count(*) from chat_v1.chat_message_identity"))
          .isEqualTo(database.value("select count(*) from chat_message"));
      assertThat(database.value("select to_regclass('chat_v1.chat_message_2026_01') is null"))
          .isEqualTo("t");
    }
  }
}
