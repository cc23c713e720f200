package io.millrace.devstack.up;

/**
 * One process of an app.
 *
 * @param app the app
 * @param number 1 for the first
 * @param port its HTTP port
 */
record Instance(App app, int number, int port) {

  /** As its log and pid file are called: {@code ai-worker}, {@code ai-worker-2}. */
  String name() {
    return number == 1 ? app.id() : app.id() + "-" + number;
  }
}
