package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own on loopback, with a role and a database {@code millrace}. Runs as
 * root too. One instance is one server: {@link #stop()} and {@link #start()} keep port and data.
 */
public final class PostgresServer implements AutoCloseable {

  private static final String NAME = "millrace";
  private static final String SUPERUSER = "postgres";
  private static final int READY_LINE = 7;

  private final DataDirectory data;
  private final int port;
  private @Nullable ServerProcess process;
  private @Nullable Reaper reaper;

  /**
   * A server that is not started yet.
   *
   * @param dataDir where data stays; null for a temporary directory
   * @param port the port; 0 for a free one
   */
  public PostgresServer(@Nullable Path dataDir, int port) {
    this.data = DataDirectory.of(dataDir, "postgres");
    this.port = port == 0 ? Ports.free() : port;
  }

  /**
   * Starts the server and returns once it takes connections.
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
    prepare();
    process = ServerProcess.start("postgres", command(), data.path(), guarding, this::isReady);
  }

  /** Ends the server as an operator would: open transactions are rolled back. */
  public synchronized void stop() {
    if (process != null) {
      process.stop("INT");
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

  /**
   * A streaming replica of this server, with temporary data on a free port, not started yet. Its
   * files are copied while this server stands still: it is stopped and, if it ran, started again.
   */
  public synchronized PostgresServer replica() {
    PostgresServer replica = new PostgresServer(null, 0);
    boolean ran = process != null;
    stop();
    prepare();
    BaseBackup.copy(cluster(), replica.cluster(), port, SUPERUSER, NAME);
    RootDrop.detect(replica.data.path()).own(replica.data.path());
    if (ran) {
      start();
    }
    return replica;
  }

  /** As {@code postgresql://user:password@host:port/database}. */
  public String url() {
    return url(NAME);
  }

  /** The same for the superuser. */
  public String superuserUrl() {
    return url(SUPERUSER);
  }

  private String url(String user) {
    return "postgresql://" + user + ":" + NAME + "@localhost:" + port + "/" + NAME;
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

  /**
   * For those who run {@link #command()} themselves: unpacks the programs and creates the database
   * cluster where there is none.
   */
  public void prepare() {
    if (Files.exists(cluster().resolve("PG_VERSION"))) {
      return;
    }
    Path fresh = data.path().resolve("cluster-fresh");
    DataDirectory.delete(fresh);
    try {
      Files.createDirectories(fresh);
      Path password = Files.writeString(data.path().resolve("password"), NAME + "\n");
      RootDrop.detect(data.path()).own(data.path());
      run(
          "",
          List.of(
              program("initdb"),
              "--pgdata=" + fresh,
              "--username=" + SUPERUSER,
              "--pwfile=" + password,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8",
              "--locale=C",
              "--lc-ctype=" + (BinaryCache.system().equals("darwin") ? "UTF-8" : "C.UTF-8"),
              "--no-sync"));
      run(
          "CREATE ROLE %1$s LOGIN PASSWORD '%1$s'\nCREATE DATABASE %1$s OWNER %1$s\n"
              .formatted(NAME),
          List.of(program("postgres"), "--single", "-D", fresh.toString(), "postgres"));
      Files.delete(password);
      Files.move(fresh, cluster());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a database in " + data.path(), e);
    }
  }

  /** The server as a command line that stays in the foreground; SIGINT ends it cleanly. */
  public List<String> command() {
    List<String> command =
        new ArrayList<>(List.of(program("postgres"), "-D", cluster().toString()));
    setting(command, "port", Integer.toString(port));
    setting(command, "listen_addresses", "localhost");
    setting(command, "unix_socket_directories", "");
    setting(command, "timezone", "UTC");
    setting(command, "log_timezone", "UTC");
    if (data.temporary()) {
      setting(command, "fsync", "off");
      setting(command, "full_page_writes", "off");
    }
    return RootDrop.detect(data.path()).command(command);
  }

  /** Whether the server with this pid takes connections. */
  public boolean isReady(long pid) {
    try {
      List<String> lines = Files.readAllLines(cluster().resolve("postmaster.pid"));
      return lines.size() > READY_LINE
          && lines.get(0).equals(Long.toString(pid))
          && lines.get(READY_LINE).startsWith("ready");
    } catch (IOException e) {
      return false;
    }
  }

  private Path cluster() {
    return data.path().resolve("cluster");
  }

  private static void setting(List<String> command, String name, String value) {
    command.add("-c");
    command.add(name + "=" + value);
  }

  private static String program(String name) {
    return PostgresBinaries.directory().resolve("bin").resolve(name).toString();
  }

  private void run(String input, List<String> command) throws IOException {
    Path log = data.path().resolve("initdb.log");
    Process program =
        new ProcessBuilder(RootDrop.detect(data.path()).command(command))
            .directory(data.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .start();
    try (OutputStream stdin = program.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try {
      if (program.waitFor() != 0) {
        throw new IllegalStateException(command.get(0) + " failed\n" + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command.get(0) + " ran", e);
    }
  }
}
