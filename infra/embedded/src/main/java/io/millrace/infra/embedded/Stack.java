package io.millrace.infra.embedded;

import java.util.Map;

/**
 * Kafka with the catalogue's topics, PostgreSQL and Redis. A part starts when it is first asked
 * for.
 */
public interface Stack extends AutoCloseable {

  /** Where Kafka is; every topic of the catalogue exists. */
  String kafkaBootstrapServers();

  /** As {@code postgresql://user:password@host:port/database}; the user owns the database. */
  String databaseUrl();

  /** As {@code redis://host:port}. */
  String redisUrl();

  /** Ends what was started and removes its data; what others run is left alone. */
  @Override
  void close();

  /**
   * The stack every test of this JVM uses, of the kind {@code MILLRACE_STACK} names. It lives as
   * long as the JVM.
   */
  static Stack shared() {
    return SharedStack.get();
  }

  /**
   * A stack of the kind {@code MILLRACE_STACK} names in the settings ({@code embedded} by default,
   * {@code containers} or {@code external}). An external one is where {@code
   * KAFKA_BOOTSTRAP_SERVERS}, {@code DATABASE_URL} and {@code REDIS_URL} say.
   */
  static Stack of(Map<String, String> settings) {
    return switch (StackKind.of(settings)) {
      case EMBEDDED -> new EmbeddedStack();
      case CONTAINERS -> new ContainersStack();
      case EXTERNAL -> new ExternalStack(settings);
    };
  }
}
