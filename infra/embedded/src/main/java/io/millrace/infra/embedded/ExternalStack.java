package io.millrace.infra.embedded;

import java.util.Map;

/** What the settings name. Only Kafka is touched: the catalogue's topics are applied to it. */
final class ExternalStack implements Stack {

  private final Map<String, String> settings;
  private final Lazy<String> kafka = new Lazy<>(this::applyTopics);

  ExternalStack(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
  }

  @Override
  public String kafkaBootstrapServers() {
    return kafka.get();
  }

  @Override
  public String databaseUrl() {
    return setting("DATABASE_URL");
  }

  @Override
  public String redisUrl() {
    return setting("REDIS_URL");
  }

  @Override
  public void close() {
    // not ours to end
  }

  private String applyTopics() {
    String bootstrapServers = setting("KAFKA_BOOTSTRAP_SERVERS");
    KafkaTopics.apply(bootstrapServers);
    return bootstrapServers;
  }

  private String setting(String name) {
    String value = settings.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          name + " is not set (expected with " + StackKind.VARIABLE + "=external)");
    }
    return value;
  }
}
