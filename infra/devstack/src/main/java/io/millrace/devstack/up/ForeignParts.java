package io.millrace.devstack.up;

import io.millrace.devstack.process.Console;
import io.millrace.infra.embedded.Stack;
import java.util.List;

/** A stack in containers, or one that others run. */
final class ForeignParts implements StackParts {

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
      console.say("postgres", kind + ", " + withoutPassword(stack.databaseUrl()));
      console.say("redis", kind + ", " + withoutPassword(stack.redisUrl()));
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
  public void stop() {
    stack.close();
  }

  private static String withoutPassword(String url) {
    return url.replaceAll("//([^:@/]*):[^@/]*@", "//$1:***@");
  }
}
