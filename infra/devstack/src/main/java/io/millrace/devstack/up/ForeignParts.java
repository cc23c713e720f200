package io.millrace.devstack.up;

import io.millrace.devstack.process.Console;
import io.millrace.infra.embedded.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A stack in containers, or one that others run. */
final class ForeignParts implements StackParts {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Stack stack;
  private final String kind;
  private final Console console;

  ForeignParts(Stack stack, String kind, Console console) {
    this.stack = stack;
    this.kind = kind;
    this.console = console;
  }

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public void start() {
    try {
      console.say("kafka", kind + ", " + stack.kafkaBootstrapServers());
      console.say("postgres", kind + ", " + Banner.withoutPassword(stack.databaseUrl()));
      console.say("redis", kind + ", " + Banner.withoutPassword(stack.redisUrl()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UpException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String kafkaBootstrapServers() {
    return stack.kafkaBootstrapServers();
  }

  @Override
  public String databaseUrl() {
    return stack.databaseUrl();
  }

  @Override
  public String redisUrl() {
    return stack.redisUrl();
  }

  @Override
  public boolean isLocal() {
    return Arrays.stream(kafkaBootstrapServers().split(","))
        .map(server -> server.strip().replaceFirst(":\\d+$", ""))
        .allMatch(LOOPBACK::contains);
  }

  @Override
  public void stop() {
    stack.close();
  }
}
