package io.millrace.infra.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The Redis server for this machine, unpacked from {@code embedded-redis}. */
final class RedisBinary {

  private static final String EXECUTABLE = "redis-server";

  private RedisBinary() {}

  static Path executable() {
    List<String> candidates = candidates();
    for (String candidate : candidates) {
      Path executable = BinaryCache.get(candidate, RedisBinary::unpack).resolve(EXECUTABLE);
      if (runs(executable)) {
        return executable;
      }
    }
    throw new IllegalStateException(
        "none of " + candidates + " runs here; set MILLRACE_STACK to containers or external");
  }

  private static List<String> candidates() {
    if (BinaryCache.system().equals("darwin")) {
      return List.of("redis-server-6.2.6-v5-darwin-" + (BinaryCache.isArm() ? "arm64" : "amd64"));
    }
    return BinaryCache.isArm()
        ? List.of("redis-server-6.2.7-linux-arm64")
        // The second is linked statically, for a machine without OpenSSL 3.
        : List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386");
  }

  private static void unpack(byte[] content, Path directory) throws IOException {
    Path executable = Files.write(directory.resolve(EXECUTABLE), content);
    Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static boolean runs(Path executable) {
    try {
      return new ProcessBuilder(executable.toString(), "--version")
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
