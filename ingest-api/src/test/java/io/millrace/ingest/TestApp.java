package io.millrace.ingest;

import com.google.protobuf.ByteString;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.auth.TestIssuer;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real app on a real broker, a client of it and a reader of its topics. */
public final class TestApp implements AutoCloseable {

  /** Of tenant {@code demo}, with every scope. */
  public static final String DEMO_KEY = "demo-key";

  /** Of tenant {@code acme}, may write only. */
  public static final String WRITE_KEY = "acme-write";

  /** Of tenant {@code acme}, may read only. */
  public static final String READ_KEY = "acme-read";

  /** Of tenant {@code acme}, with every scope. */
  public static final String ALL_KEY = "acme-all";

  /** Of tenant {@code acme}, with the scope ops only. */
  public static final String OPS_KEY = "acme-ops";

  /** Seals the secrets of sources, unless a test sets another. */
  public static final String SECRETS_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final String bootstrapServers;
  private final @Nullable ConfigurableApplicationContext context;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  public TestApp(String bootstrapServers, String... settings) {
    this.bootstrapServers = bootstrapServers;
    List<String> arguments = new ArrayList<>(List.of(settings));
    if (arguments.stream().noneMatch(setting -> setting.startsWith("--ingest.auth.failures"))) {
      arguments.add("--ingest.auth.failures=1000000/1m");
    }
    if (arguments.stream().noneMatch(setting -> setting.startsWith("--ingest.secrets.key="))) {
      arguments.add("--ingest.secrets.key=" + SECRETS_KEY);
    }
    if (arguments.stream().noneMatch(setting -> setting.startsWith("--ingest.redis.timeout="))) {
      // 50 ms are soon over where two builds share two cores, and then each instance is alone.
      arguments.add("--ingest.redis.timeout=2s");
      arguments.add("--ingest.ai.queue.timeout=10s");
    }
    arguments.add("--server.port=0");
    arguments.add("--ingest.kafka.bootstrap-servers=" + bootstrapServers);
    context = IngestApi.application().run(arguments.toArray(String[]::new));
    base =
        URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
  }

  /** A client of an app that is another process. */
  TestApp(String bootstrapServers, int port) {
    this.bootstrapServers = bootstrapServers;
    this.context = null;
    this.base = URI.create("http://localhost:" + port);
  }

  /** The one most tests share, on the shared stack, with the keys above. */
  public static TestApp shared() {
    return Shared.APP;
  }

  private static final class Shared {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final TestApp APP = start();

    private static TestApp start() {
      TestApp app =
          new TestApp(
              Stack.shared().kafkaBootstrapServers(),
              "--ingest.keys.admin-tenant=demo",
              "--ingest.jwt.issuer-uri=" + ISSUER.uri(),
              "--ingest.redis.url=" + Stack.shared().redisUrl());
      app.seedKeys();
      app.awaitReady();
      Runtime.getRuntime().addShutdownHook(new Thread(app::close));
      return app;
    }
  }

  public void awaitReady() {
    Awaitility.await().until(() -> get("/ready").statusCode() == 200);
    Awaitility.await()
        .until(() -> get("/api/keys", "Authorization", "Bearer " + DEMO_KEY).statusCode() == 200);
  }

  public void seedKeys() {
    key("seed-demo", "demo", DEMO_KEY, "write", "read", "ops");
    key("seed-acme-write", "acme", WRITE_KEY, "write");
    key("seed-acme-read", "acme", READ_KEY, "read");
    key("seed-acme-all", "acme", ALL_KEY, "write", "read", "ops");
    key("seed-acme-ops", "acme", OPS_KEY, "ops");
  }

  private void key(String keyId, String tenant, String key, String... scopes) {
    ApiKey record =
        ApiKey.newBuilder()
            .setKeyId(keyId)
            .setTenant(tenant)
            .addAllScopes(List.of(scopes))
            .setSha256(ByteString.copyFrom(sha256(key)))
            .build();
    produce(Topics.CONFIG_KEYS.name(), keyId, record.toByteArray());
  }

  public void produce(String topic, String key, byte[] value) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            ClientDefaults.producer(bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The record a 202 points at. */
  public ConsumerRecord<byte[], byte[]> record(JsonNode accepted) {
    Position position = Position.parse(accepted.get("position").stringValue());
    TopicPartition partition = new TopicPartition(position.topic(), position.partition());
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, position.offset());
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      Awaitility.await()
          .pollInSameThread()
          .until(() -> found.addAll(consumer.poll(Duration.ofMillis(100)).records(partition)));
      return found.get(0);
    }
  }

  /** Everything that is in a topic. */
  public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        ClientDefaults.consumer(bootstrapServers),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  /** Posts JSON with the demo key, unless the headers say otherwise. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    return json("POST", path, body, headers);
  }

  public HttpResponse<String> json(String method, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains("Authorization")) {
      all.addAll(List.of("Authorization", "Bearer " + DEMO_KEY));
    }
    if (!all.contains("Content-Type")) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    return send(method, path, BodyPublishers.ofString(body), all.toArray(String[]::new));
  }

  public HttpResponse<String> send(
      String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, body)
            .timeout(Duration.ofSeconds(20));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whose tokens the shared app accepts. */
  public TestIssuer issuer() {
    return Shared.ISSUER;
  }

  public RouterFunction<?> router() {
    return context
        .getBean("routerFunctionMapping", RouterFunctionMapping.class)
        .getRouterFunction();
  }

  public URI base() {
    return base;
  }

  public static JsonNode tree(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
