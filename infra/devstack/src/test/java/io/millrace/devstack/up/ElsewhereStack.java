package io.millrace.devstack.up;

import io.millrace.infra.embedded.Stack;

/** A stack that others run, with passwords in its URLs. */
record ElsewhereStack(String kafkaBootstrapServers) implements Stack {

  @Override
  public String databaseUrl() {
    return "postgresql://app:secret@db/shop";
  }

  @Override
  public String redisUrl() {
    return "redis://:secret@cache:6379";
  }

  @Override
  public void close() {
    // nothing runs
  }
}
