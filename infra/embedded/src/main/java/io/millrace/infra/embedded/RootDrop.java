package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL refuses to run as root. Where we are root, a user namespace without a mapping makes
 * the server believe it is {@code nobody} while it still owns its files; where namespaces are
 * forbidden, as in most containers, it becomes {@code nobody} for real and is given its directory.
 */
enum RootDrop {
  NOT_NEEDED(),
  NAMESPACE("unshare", "-U"),
  NOBODY("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups");

  private final List<String> prefix;

  RootDrop(String... prefix) {
    this.prefix = List.of(prefix);
  }

  /** What works here. */
  static RootDrop detect(Path directory) {
    if (!isRoot(directory)) {
      return NOT_NEEDED;
    }
    if (NAMESPACE.works()) {
      return NAMESPACE;
    }
    if (NOBODY.works()) {
      return NOBODY;
    }
    throw new IllegalStateException(
        "PostgreSQL does not run as root, and neither unshare nor setpriv works here;"
            + " run as an ordinary user, or set MILLRACE_STACK=external");
  }

  List<String> command(List<String> command) {
    List<String> dropped = new ArrayList<>(prefix);
    dropped.addAll(command);
    return dropped;
  }

  /** Makes the directory belong to whom the server will be. */
  void own(Path directory) {
    if (this == NOBODY && run("chown", "-R", "nobody:65534", directory.toString()) == null) {
      throw new IllegalStateException("cannot give " + directory + " to nobody");
    }
  }

  private static boolean isRoot(Path directory) {
    try {
      Path probe = Files.createTempFile(directory, "whoami", null);
      try {
        return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"));
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + directory, e);
    }
  }

  private boolean works() {
    String user = run(command(List.of("id", "-un")).toArray(String[]::new));
    return user != null && !user.isBlank() && !user.strip().equals("root");
  }

  /** The command's output, or null where it fails. */
  private static @Nullable String run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(Redirect.DISCARD)
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String output;
      try (InputStream stream = process.getInputStream()) {
        output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      }
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
