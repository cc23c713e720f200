package io.millrace.infra.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Which local TCP ports are free. */
public final class Ports {

  /**
   * Below what systems hand out for outgoing connections: such a port could be taken by a client
   * while its server is down.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int PROBE_MILLIS = 200;

  private static final Set<Integer> HANDED_OUT = new HashSet<>();

  private Ports() {}

  /** A port nobody listens on; each call in this process answers another one. */
  public static synchronized int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (!HANDED_OUT.contains(port) && !isBusy(port)) {
        HANDED_OUT.add(port);
        return port;
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
  }

  /** Whether something listens on the port, on loopback or on any other local address. */
  public static boolean isBusy(int port) {
    return answers(port) || !canBind(port);
  }

  /**
   * Whether the port accepts a connection on loopback.
   *
   * @param port the port
   */
  public static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
      return socket.getLocalPort() != port;
    } catch (IOException e) {
      return false;
    }
  }

  static void requireFree(int port) {
    if (isBusy(port)) {
      throw new PortBusyException(port);
    }
  }

  private static boolean canBind(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
