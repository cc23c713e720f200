package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The PgBouncer that is installed on this machine, in front of a database, with the settings of a
 * deployment. It is not among the Maven artifacts: ask {@link #isInstalled()} first.
 */
public final class PgBouncer implements AutoCloseable {

  private final DataDirectory data = DataDirectory.of(null, "pgbouncer");
  private final int port = Ports.free();
  private final Path settings;
  private final URI database;
  private @Nullable ServerProcess process;
  private @Nullable Reaper reaper;

  /**
   * A pooler that is not started yet.
   *
   * @param settings an ini file; addresses, users and ports in it are replaced by ours
   * @param databaseUrl as {@code postgresql://user:password@host:port/database}
   */
  public PgBouncer(Path settings, String databaseUrl) {
    this.settings = settings.toAbsolutePath();
    this.database = URI.create(databaseUrl);
  }

  /** Whether this machine has one. */
  public static boolean isInstalled() {
    return program().isPresent();
  }

  /** Starts it and returns once it takes connections. */
  public synchronized void start() {
    if (process != null) {
      return;
    }
    Path program = program().orElseThrow(() -> new IllegalStateException("no pgbouncer here"));
    Reaper guarding = reaper == null ? Reaper.start(data) : reaper;
    reaper = guarding;
    Path ini = data.path().resolve("pgbouncer.ini");
    write(ini);
    RootDrop drop = RootDrop.detect(data.path());
    drop.own(data.path());
    process =
        ServerProcess.start(
            "pgbouncer",
            drop.command(List.of(program.toString(), ini.toString())),
            data.path(),
            guarding,
            pid -> Ports.answers(port));
  }

  /** The same database through the pooler. */
  public String url() {
    return "postgresql://" + database.getUserInfo() + "@localhost:" + port + database.getPath();
  }

  /** Stops it and removes its files. */
  @Override
  public synchronized void close() {
    if (process != null) {
      process.stop("INT");
      process = null;
    }
    data.deleteIfTemporary();
    if (reaper != null) {
      reaper.dismiss();
      reaper = null;
    }
  }

  /** In place, as a second section of a name would begin with the defaults again. */
  private void write(Path ini) {
    String[] user = database.getUserInfo().split(":", 2);
    Path users = data.path().resolve("users.txt");
    try {
      Files.writeString(users, "\"%s\" \"%s\"\n".formatted(user[0], user[1]));
      String text =
          Files.readString(settings)
              .replaceAll("host=\\S+ port=\\d+", "host=localhost port=" + database.getPort())
              .replaceAll("(?m)^listen_addr = .*$", "listen_addr = localhost\nunix_socket_dir =")
              .replaceAll("(?m)^listen_port = .*$", "listen_port = " + port)
              .replaceAll("(?m)^auth_file = .*$", "auth_file = " + users);
      Files.writeString(ini, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + data.path(), e);
    }
  }

  private static Optional<Path> program() {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(directory -> Path.of(directory, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
