package io.millrace.projection.reads;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.infra.embedded.KafkaBroker;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.infra.embedded.PostgresServer;
import io.millrace.infra.embedded.RedisServer;
import io.millrace.projection.ProjectionStore;
import io.millrace.projection.auth.TestClock;
import io.millrace.projection.auth.TestIssuer;
import io.millrace.projection.database.Migration;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.projection.v1.InputPosition;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;

/**
 * The app on a database, a broker and a Redis of its own, at a fixed time; tests seed rows by SQL.
 * One per JVM: each test uses tenants of its own.
 */
public final class ReadApp implements AutoCloseable {

  /** On the day on which London's clocks go forward. */
  public static final Instant NOW = Instant.parse("2026-03-29T12:07:00Z");

  /** A partition for watermarks that tests write: no sink of another test moves them. */
  public static final int NO_SINKS = 99;

  /** Whose operators may do what concerns every tenant. */
  public static final String ADMIN = "docs";

  /** How many watchers and readers of answers the app holds. */
  static final int MOST_WATCHERS = 110;

  private static ReadApp shared;

  private final PostgresServer postgres;
  private final RedisServer redis = new RedisServer(null, 0);
  private final KafkaBroker kafka = new KafkaBroker(null, 0);
  private final TestIssuer issuer = new TestIssuer();
  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestTopics topics;
  private final AtomicLong nextOffset = new AtomicLong();

  /** Without an annotation: the apps of other tests are not to find it. */
  static class FixedTime {

    @Bean
    @Primary
    TestClock testClock() {
      return new TestClock(NOW);
    }
  }

  public static synchronized ReadApp shared() {
    if (shared == null) {
      PostgresServer postgres = new PostgresServer(null, 0);
      postgres.start();
      shared = new ReadApp(postgres, postgres.url(), List.of());
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** An app of the caller's own, with more beans and settings; the caller closes it. */
  public static ReadApp on(
      PostgresServer postgres, String url, List<Class<?>> configurations, String... settings) {
    return new ReadApp(postgres, url, configurations, settings);
  }

  private ReadApp(
      PostgresServer postgres, String url, List<Class<?>> configurations, String... settings) {
    this.postgres = postgres;
    List<Class<?>> sources = new ArrayList<>(configurations);
    sources.addAll(List.of(ProjectionStore.class, FixedTime.class));
    List<String> arguments = new ArrayList<>(List.of(settings));
    redis.start();
    kafka.start();
    KafkaTopics.apply(kafka.bootstrapServers());
    topics = new TestTopics(kafka.bootstrapServers());
    System.setProperty("spring.config.name", "projection-store");
    arguments.addAll(
        List.of(
            "--server.port=0",
            "--logging.level.root=error",
            "--live.max-connections=" + MOST_WATCHERS,
            "--auth.failures=1000000/1m",
            "--ai.prices=small=0.15:0.60",
            "--jwt.issuer-uri=" + issuer.uri(),
            "--kafka.bootstrap-servers=" + kafka.bootstrapServers(),
            "--redis.url=" + redis.url(),
            "--database.url=" + url));
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--auth.admin-tenant="))) {
      arguments.add("--auth.admin-tenant=" + ADMIN);
    }
    context =
        new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
            .web(WebApplicationType.REACTIVE)
            .run(arguments.toArray(String[]::new));
    try {
      if (!context.getBean(Migration.class).await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not migrated");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    sql(
        "select ensure_partitions('receipts_v1.receipt', '3 months', '2024-01-01Z',"
            + " '2027-12-31Z')");
    sql(
        "select ensure_partitions('chat_v1.chat_message', '1 month', '2026-01-01Z',"
            + " '2026-12-31Z')");
  }

  public String kafka() {
    return kafka.bootstrapServers();
  }

  public PostgresServer postgres() {
    return postgres;
  }

  /** Whose tokens the app accepts. */
  public TestIssuer issuer() {
    return issuer;
  }

  public RouterFunction<?> router() {
    return bean("routerFunctionMapping", RouterFunctionMapping.class).getRouterFunction();
  }

  /**
   * A position that no row has covered yet, in one partition of the topic, whatever order tests run
   * in.
   */
  public InputPosition nextInput(TopicSpec topic) {
    return InputPosition.newBuilder()
        .setTopic(topic.name())
        .setPartition(1)
        .setOffset(nextOffset.getAndIncrement())
        .setIngestedAt(Timestamps.of(NOW))
        .build();
  }

  /** The position as {@code X-Read-After} takes it. */
  public static String position(InputPosition input) {
    return input.getTopic() + "-" + input.getPartition() + "@" + input.getOffset();
  }

  /** Writes what its sinks read. */
  public TestTopics topics() {
    return topics;
  }

  public RedisServer redis() {
    return redis;
  }

  /**
   * Waits while the app's time passes thirty times as fast, and ends at {@link #NOW} again: a job
   * that failed, say because another test stopped Redis, rests for minutes.
   */
  public void awaitFast(Callable<Boolean> condition) {
    TestClock clock = bean("testClock", TestClock.class);
    try {
      org.awaitility.Awaitility.await()
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                clock.move(Duration.ofSeconds(3));
                return condition.call();
              });
    } finally {
      clock.move(Duration.between(clock.instant(), NOW));
    }
  }

  public <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  public int port() {
    return ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  /** A client with a new key of a tenant; returns once the key works. */
  public ReadClient client(String tenant, String... scopes) {
    String key = "key-" + tenant + "-" + String.join("-", scopes);
    ApiKey value =
        ApiKey.newBuilder()
            .setKeyId(key)
            .setTenant(tenant)
            .addAllScopes(List.of(scopes))
            .setSha256(ByteString.copyFrom(sha256(key)))
            .build();
    putKey(key, value.toByteArray());
    ReadClient client = new ReadClient(http, port(), key);
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(client.get("/api/products").status()).isNotIn(401, 503));
    return client;
  }

  public ReadClient anonymous(String key) {
    return new ReadClient(http, port(), key);
  }

  public void putKey(String keyId, byte[] value) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            ClientDefaults.producer(kafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.CONFIG_KEYS.name(), keyId, value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  public Connection connection() {
    return connection("");
  }

  /** A connection with options of the driver, as in {@code ?preferQueryMode=simple}. */
  public Connection connection(String options) {
    URI url = URI.create(postgres.url());
    String[] user = url.getUserInfo().split(":");
    String jdbc =
        "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath() + options;
    try {
      return DriverManager.getConnection(jdbc, user[0], user[1]);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a statement; instants are bound as times. */
  public void sql(String statement, Object... values) {
    try (Connection connection = connection();
        PreparedStatement prepared = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        prepared.setObject(
            i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
      }
      prepared.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says what is covered of {@link #NO_SINKS}, a partition that no topic has. */
  public void watermark(String projection, String topic, long offset, Instant ingestedAt) {
    sql(
        """
        insert into watermark (projection, version, topic, "partition", "offset", ingested_at)
        values (?, 1, ?, ?, ?, ?)
        on conflict (projection, version, topic, "partition")
        do update set "offset" = excluded."offset", ingested_at = excluded.ingested_at
        """,
        projection,
        topic,
        NO_SINKS,
        offset,
        ingestedAt);
  }

  public void store(String tenant, String id, String timezone, String currency) {
    sql(
        """
        insert into reference_v1.reference
        values (?, 'stores', ?, 'Store', ?, ?, null, '{"city": "X"}', now(), 1)
        """,
        tenant,
        id,
        timezone,
        currency);
  }

  public void quarter(
      String tenant, String store, String currency, String start, long receipts, long revenue) {
    sql(
        "insert into sales_by_hour_v1.sales_quarter values (?, ?, ?, ?, ?, 1, 1500, ?, 1)",
        tenant,
        store,
        currency,
        Instant.parse(start),
        receipts,
        revenue);
  }

  /** What the sink notes of receipts that a test inserted by SQL. */
  public void identifyReceipts(String tenant) {
    sql(
        """
        insert into receipts_v1.receipt_identity (tenant, receipt_id, store_id, occurred_at)
        select tenant, receipt_id, store_id, occurred_at from receipts_v1.receipt where tenant = ?
        on conflict do nothing
        """,
        tenant);
  }

  @Override
  public void close() {
    context.close();
    issuer.close();
    topics.close();
    kafka.close();
    redis.close();
    postgres.close();
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
