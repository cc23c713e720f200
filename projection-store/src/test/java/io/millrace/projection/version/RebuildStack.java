package io.millrace.projection.version;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.infra.embedded.PostgresServer;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.projection.ProjectionStore;
import io.millrace.projection.reads.ReadClient;
import io.millrace.projection.support.TestDatabase;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.topic.Topics;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;

/** A stack whose projections a test may rebuild, and the app on it. */
final class RebuildStack implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(180);
  static final String TENANT = "acme";
  private static final String ADMIN = "admins";

  final KafkaBroker kafka = new KafkaBroker(null, 0);
  final PostgresServer postgres = new PostgresServer(null, 0);
  final RedisServer redis = new RedisServer(null, 0);
  final TestTopics topics;
  final TestDatabase database;
  private final HttpClient http = HttpClient.newHttpClient();

  /** How far the apps' clocks are ahead. */
  private static volatile Duration ahead = Duration.ZERO;

  /** Without an annotation: the apps of other tests are not to find it. */
  static class MovableTime {

    @Bean
    @Primary
    Clock movableClock() {
      Clock system = Clock.systemUTC();
      return new Clock() {
        @Override
        public ZoneId getZone() {
          return system.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
          return system.instant().plus(ahead);
        }
      };
    }
  }

  /** What the clocks of those apps show. */
  static Instant now() {
    return Instant.now().plus(ahead);
  }

  /** A minute passes for the apps that are no processes. */
  static void letAMinutePass() {
    ahead = ahead.plusMinutes(1);
  }

  RebuildStack() {
    kafka.start();
    postgres.start();
    redis.start();
    KafkaTopics.apply(kafka.bootstrapServers());
    topics = new TestTopics(kafka.bootstrapServers());
    database = TestDatabase.at(postgres.url());
    key("reader", TENANT, "read", "ops");
    key("operator", ADMIN, "read", "ops");
  }

  /** Starts an instance of the app; it is ready when this returns. */
  App app() {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(ProjectionStore.class, MovableTime.class)
            .run(
                "--spring.config.name=projection-store",
                "--server.port=0",
                "--auth.admin-tenant=" + ADMIN,
                "--kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--database.url=" + postgres.url(),
                "--redis.url=" + redis.url());
    int port = ((WebServerApplicationContext) context).getWebServer().getPort();
    return new App(port, context::close).ready();
  }

  /** Settings of an instance that runs as a process. */
  Map<String, String> environment(int port) {
    return Map.of(
        "PROJECTION_STORE_PORT", Integer.toString(port),
        "ADMIN_TENANT", ADMIN,
        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
        "DATABASE_URL", postgres.url(),
        "REDIS_URL", redis.url());
  }

  @Override
  public void close() {
    topics.close();
    redis.close();
    postgres.close();
    kafka.close();
  }

  /** How far behind a projection is said to be. */
  record Seen(long lag, String freshAsOf, double freshness) {

    boolean isFresh() {
      return lag == 0 && freshness == 0 && !freshAsOf.isEmpty();
    }
  }

  /** An instance, as callers see it. */
  final class App implements AutoCloseable {

    private final Runnable end;
    final ReadClient reader;
    final ReadClient operator;

    App(int port, Runnable end) {
      this.end = end;
      reader = new ReadClient(http, port, "reader");
      operator = new ReadClient(http, port, "operator");
    }

    App ready() {
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .until(
              () ->
                  reader.get("/ready").status() == 200
                      && operator.get("/api/projections").status() == 200);
      return this;
    }

    /** The first version of a projection as this instance sees it. */
    Seen seen(String projection) {
      JsonNode found =
          operator
              .get("/api/projections")
              .json()
              .get("projections")
              .valueStream()
              .filter(each -> each.get("name").asString().equals(projection))
              .filter(each -> each.get("version").asInt() == 1)
              .findFirst()
              .orElseThrow();
      String gauge = "projection_freshness{projection=\"%s\",version=\"1\"} ".formatted(projection);
      double freshness =
          reader
              .get("/metrics")
              .body()
              .lines()
              .filter(line -> line.startsWith(gauge))
              .mapToDouble(line -> Double.parseDouble(line.substring(gauge.length())))
              .findFirst()
              .orElseThrow();
      return new Seen(found.get("lag").asLong(), found.path("freshAsOf").asString(""), freshness);
    }

    ReadClient.Answer change(String projection, String verb) {
      return operator.post(path(projection) + "/" + verb, "");
    }

    ReadClient.Answer end(String projection, int version) {
      return operator.send(
          operator
              .request(path(projection) + "/versions/" + version)
              .method("DELETE", BodyPublishers.noBody()));
    }

    ReadClient.Answer verify(String projection) {
      return operator.get(path(projection) + "/verify");
    }

    ReadClient.Answer versions(String projection) {
      return operator.get(path(projection));
    }

    void awaitCaughtUp(String projection) {
      await()
          .atMost(SOON)
          .until(() -> versions(projection).json().at("/versions/1/caughtUp").asBoolean());
    }

    @Override
    public void close() {
      end.run();
    }
  }

  private static String path(String projection) {
    return "/api/projections/" + projection;
  }

  private void key(String key, String tenant, String... scopes) {
    topics.send(
        Topics.CONFIG_KEYS,
        key,
        ApiKey.newBuilder()
            .setKeyId(key)
            .setTenant(tenant)
            .addAllScopes(List.of(scopes))
            .setSha256(ByteString.copyFrom(sha256(key)))
            .build());
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
