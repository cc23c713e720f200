package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server of our own on loopback. One instance is one server: {@link #stop()} and {@link
 * #start()} keep port and, where a directory was given, data.
 */
public final class RedisServer implements AutoCloseable {

  private static final int PROBE_MILLIS = 500;
  private static final int ASK_MILLIS = 10_000;

  private final DataDirectory data;
  private final int port;
  private final List<String> options;
  private @Nullable ServerProcess process;
  private @Nullable Reaper reaper;

  /**
   * A server that is not started yet.
   *
   * @param dataDir where data stays; null for a server that writes nothing to disk
   * @param port the port; 0 for a free one
   */
  public RedisServer(@Nullable Path dataDir, int port) {
    this(dataDir, port, List.of());
  }

  /** One that has more options than others. */
  RedisServer(@Nullable Path dataDir, int port, List<String> options) {
    this.data = DataDirectory.of(dataDir, "redis");
    this.port = port == 0 ? Ports.free() : port;
    this.options = List.copyOf(options);
  }

  /**
   * Starts the server and returns once it takes commands.
   *
   * @throws PortBusyException if something else listens on the port
   */
  public synchronized void start() {
    if (process != null) {
      return;
    }
    Ports.requireFree(port);
    Reaper guarding = reaper == null ? Reaper.start(data) : reaper;
    reaper = guarding;
    process = ServerProcess.start("redis", command(), data.path(), guarding, pid -> isReady());
  }

  /** Ends the server; what it was told to keep is on disk. */
  public synchronized void stop() {
    if (process != null) {
      process.stop("TERM");
      process = null;
    }
  }

  /** Ends the server as a power cut would. */
  public synchronized void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
  }

  /** As {@code redis://host:port}. */
  public String url() {
    return "redis://localhost:" + port;
  }

  public int port() {
    return port;
  }

  /** Stops, and removes temporary data. */
  @Override
  public synchronized void close() {
    stop();
    data.deleteIfTemporary();
    if (reaper != null) {
      reaper.dismiss();
      reaper = null;
    }
  }

  /** The server as a command line that stays in the foreground; SIGTERM ends it cleanly. */
  public List<String> command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                RedisBinary.executable().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.path().toString(),
                "--save",
                "",
                "--appendonly",
                data.temporary() ? "no" : "yes",
                "--maxmemory-policy",
                "noeviction"));
    command.addAll(options);
    return command;
  }

  /** What a command answers: a line, or the text of a bulk string. */
  String ask(String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ASK_MILLIS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String first = line(in);
      return first.startsWith("$")
          ? new String(
              in.readNBytes(Integer.parseInt(first.substring(1))), StandardCharsets.US_ASCII)
          : first;
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) >= 0 && next != '\r') {
      line.append((char) next);
    }
    in.read();
    return line.toString();
  }

  /** Whether the server takes commands, that is, has loaded its data. */
  public boolean isReady() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PROBE_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }
}
