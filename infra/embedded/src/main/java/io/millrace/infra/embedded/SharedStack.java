package io.millrace.infra.embedded;

/** Holds the JVM's stack; {@link Reaper} and Testcontainers' own end it with the JVM. */
final class SharedStack {

  private static final Stack INSTANCE = Stack.of(System.getenv());

  private SharedStack() {}

  static Stack get() {
    return INSTANCE;
  }
}
