package io.millrace.devstack.up;

/**
 * A port the user can choose.
 *
 * @param name what listens on it
 * @param port the port
 * @param flag the flag that sets it
 * @param variable the variable that sets it
 */
record Endpoint(String name, int port, String flag, String variable) {

  private static final int LAST_PORT = 65_535;

  Endpoint {
    if (port < 1 || port > LAST_PORT) {
      throw new UpException(flag + ": " + port + " (expected: 1 to " + LAST_PORT + ")");
    }
  }

  static Endpoint of(App app, int port) {
    return new Endpoint(app.id(), port, "--" + app.id() + "-port", app.portVariable());
  }

  static Endpoint of(String part, int port, String variable) {
    return new Endpoint(part, port, "--" + part + "-port", variable);
  }
}
