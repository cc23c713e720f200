package io.millrace.devstack.up;

import java.util.List;

/** Kafka, PostgreSQL and Redis, as {@code up} sees them. */
interface StackParts {

  /** Names of the parts that run as processes of their own, in the order they were started. */
  List<String> names();

  /** Starts what is to be started and returns when it serves. */
  void start() throws InterruptedException;

  String kafkaBootstrapServers();

  String databaseUrl();

  String redisUrl();

  /** Whether the stack is on this machine, so that a well-known key does no harm. */
  boolean isLocal();

  /** Ends what was started. */
  void stop();
}
