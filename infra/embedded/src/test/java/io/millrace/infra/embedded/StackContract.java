package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** What a test may expect of a stack, wherever it comes from. */
abstract class StackContract {

  abstract Stack stack();

  @Test
  void kafkaBootstrapServers_hasEveryTopicOfTheCatalogue() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack().kafkaBootstrapServers()))) {
      Set<String> names = admin.listTopics().names().get();
      assertThat(names).containsAll(Topics.ALL.stream().map(TopicSpec::name).toList());
    }
  }

  @Test
  void kafkaBootstrapServers_returnsLargestRecordInATransaction() {
    String id = UUID.randomUUID().toString();
    byte[] value = Records.incompressible(1024 * 1024 + 512 * 1024);
    Records.sendInTransaction(stack().kafkaBootstrapServers(), "webhooks.received.v1", id, value);
    assertThat(
            Records.read(
                ClientDefaults.consumer(stack().kafkaBootstrapServers()),
                "webhooks.received.v1",
                id))
        .isEqualTo(value);
  }

  @Test
  void databaseUrl_mayCreateTablesAndTrustedExtensions() throws Exception {
    try (Connection connection = Databases.connect(stack().databaseUrl());
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA contract");
      statement.execute("CREATE TABLE contract.probe (id int PRIMARY KEY)");
      statement.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm");
      statement.execute("DROP SCHEMA contract CASCADE");
    }
  }

  @Test
  void databaseUrl_knowsLettersBeyondAscii() throws Exception {
    try (Connection connection = Databases.connect(stack().databaseUrl());
        var statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT lower('ЧАЙ'), similarity('чай зелёный', 'чай зеленый'),"
                  + " to_tsvector('russian', 'чайники') @@ to_tsquery('russian', 'чайник'),"
                  + " current_setting('server_encoding')")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("чай");
        assertThat(row.getDouble(2)).isBetween(0.3, 0.99);
        assertThat(row.getBoolean(3)).isTrue();
        assertThat(row.getString(4)).isEqualTo("UTF8");
      }
    }
  }

  @Test
  void redisUrl_runsScripts() throws Exception {
    URI uri = URI.create(stack().redisUrl());
    assertThat(
            Redis.call(uri, List.of("EVAL", "return redis.call('INCR', KEYS[1])", "1", "contract")))
        .startsWith(":");
    assertThat(Redis.call(uri, List.of("DEL", "contract"))).isEqualTo(":1");
  }
}
