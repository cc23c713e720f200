package io.millrace.infra.embedded;

/** Everything from Maven artifacts, on free ports, with temporary data. */
final class EmbeddedStack implements Stack {

  private final Lazy<KafkaBroker> kafka = new Lazy<>(EmbeddedStack::startKafka);
  private final Lazy<PostgresServer> postgres = new Lazy<>(EmbeddedStack::startPostgres);
  private final Lazy<RedisServer> redis = new Lazy<>(EmbeddedStack::startRedis);

  @Override
  public String kafkaBootstrapServers() {
    return kafka.get().bootstrapServers();
  }

  @Override
  public String databaseUrl() {
    return postgres.get().url();
  }

  @Override
  public String redisUrl() {
    return redis.get().url();
  }

  @Override
  public void close() {
    kafka.clear(KafkaBroker::close);
    postgres.clear(PostgresServer::close);
    redis.clear(RedisServer::close);
  }

  private static KafkaBroker startKafka() {
    KafkaBroker broker = new KafkaBroker(null, 0);
    broker.start();
    KafkaTopics.apply(broker.bootstrapServers());
    return broker;
  }

  private static PostgresServer startPostgres() {
    PostgresServer server = new PostgresServer(null, 0);
    server.start();
    return server;
  }

  private static RedisServer startRedis() {
    RedisServer server = new RedisServer(null, 0);
    server.start();
    return server;
  }
}
