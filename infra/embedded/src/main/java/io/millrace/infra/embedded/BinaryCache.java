package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Programs unpacked from the class path, once per content and user. They stay for the next run; an
 * entry a cleaner of temporary files has thinned out is unpacked again. {@code MILLRACE_CACHE}
 * moves it, as for a machine whose temporary directory forbids to execute.
 */
final class BinaryCache {

  private static final String COMPLETE = ".complete";

  private BinaryCache() {}

  /** Writes a resource's content into a directory. */
  interface Unpacker {
    void unpack(byte[] content, Path directory) throws IOException;
  }

  /** The directory that holds what the unpacker makes of the resource. */
  static synchronized Path get(String resource, Unpacker unpacker) {
    try (InputStream stream = BinaryCache.class.getResourceAsStream("/" + resource)) {
      if (stream == null) {
        throw new IllegalStateException(
            "no "
                + resource
                + " on the class path: there is no such server for this machine;"
                + " set MILLRACE_STACK to containers or external");
      }
      byte[] content = stream.readAllBytes();
      Path entry = root().resolve(resource + "-" + digest(content));
      if (!isComplete(entry)) {
        make(entry, content, unpacker);
      }
      return entry;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + resource + ": " + e.getMessage(), e);
    }
  }

  /** What follows the system's name in a resource, as in {@code linux}. */
  static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : "linux";
  }

  static boolean isArm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  private static void make(Path entry, byte[] content, Unpacker unpacker) throws IOException {
    Path fresh = Files.createTempDirectory(entry.getParent(), "unpack-");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    unpacker.unpack(content, fresh);
    Files.writeString(fresh.resolve(COMPLETE), Long.toString(count(fresh)));
    if (Files.exists(entry) && !isComplete(entry)) {
      DataDirectory.delete(entry);
    }
    try {
      Files.move(fresh, entry);
    } catch (IOException e) {
      DataDirectory.delete(fresh);
      if (!isComplete(entry)) {
        throw e;
      }
    }
  }

  private static boolean isComplete(Path entry) throws IOException {
    Path marker = entry.resolve(COMPLETE);
    return Files.exists(marker) && Files.readString(marker).equals(Long.toString(count(entry) - 1));
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.count();
    }
  }

  static Path root() throws IOException {
    String moved = System.getenv("MILLRACE_CACHE");
    if (moved != null && !moved.isBlank()) {
      return Files.createDirectories(Path.of(moved).toAbsolutePath());
    }
    String user = System.getProperty("user.name");
    Path root = Path.of(System.getProperty("java.io.tmpdir"), "millrace-" + user);
    Files.createDirectories(root);
    if (!Files.getOwner(root).getName().equals(user)) {
      throw new IllegalStateException(
          root + " belongs to " + Files.getOwner(root) + "; set MILLRACE_CACHE");
    }
    return root;
  }

  private static String digest(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
