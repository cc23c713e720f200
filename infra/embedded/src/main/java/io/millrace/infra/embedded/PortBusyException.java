package io.millrace.infra.embedded;

/** A server cannot start because something else listens on its port. */
public final class PortBusyException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final int port;

  PortBusyException(int port) {
    super("port " + port + " is busy: another process listens on it");
    this.port = port;
  }

  public int port() {
    return port;
  }
}
