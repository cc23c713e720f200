package io.millrace.infra.embedded;

import java.util.Locale;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Everything from images, by Testcontainers. */
final class ContainersStack implements Stack {

  private static final String NAME = "millrace";
  private static final int REDIS_PORT = 6379;

  private final Lazy<KafkaContainer> kafka = new Lazy<>(ContainersStack::startKafka);
  private final Lazy<PostgreSQLContainer> postgres = new Lazy<>(ContainersStack::startPostgres);
  private final Lazy<GenericContainer<?>> redis = new Lazy<>(ContainersStack::startRedis);

  @Override
  public String kafkaBootstrapServers() {
    return kafka.get().getBootstrapServers();
  }

  @Override
  public String databaseUrl() {
    PostgreSQLContainer container = postgres.get();
    return "postgresql://%1$s:%1$s@%2$s:%3$d/%1$s"
        .formatted(
            NAME,
            container.getHost(),
            container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT));
  }

  @Override
  public String redisUrl() {
    GenericContainer<?> container = redis.get();
    return "redis://" + container.getHost() + ":" + container.getMappedPort(REDIS_PORT);
  }

  @Override
  public void close() {
    kafka.clear(KafkaContainer::stop);
    postgres.clear(PostgreSQLContainer::stop);
    redis.clear(GenericContainer::stop);
  }

  private static KafkaContainer startKafka() {
    KafkaContainer container = new KafkaContainer(DockerImageName.parse("apache/kafka:4.2.1"));
    BrokerSettings.common()
        .forEach((name, value) -> container.withEnv(environmentVariable(name), value));
    container.start();
    KafkaTopics.apply(container.getBootstrapServers());
    return container;
  }

  private static PostgreSQLContainer startPostgres() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(DockerImageName.parse("postgres:18.4"))
            .withDatabaseName(NAME)
            .withUsername(NAME)
            .withPassword(NAME);
    container.start();
    return container;
  }

  private static GenericContainer<?> startRedis() {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse("redis:6.2-alpine"))
            .withExposedPorts(REDIS_PORT);
    container.start();
    return container;
  }

  private static String environmentVariable(String setting) {
    return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
  }
}
