package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Folders for data that a kill of the machine may take. They lie in memory where the system has
 * room there, unless {@code java.io.tmpdir} names another place than {@code /tmp}: a broker syncs
 * its files for every topic, a state store for every checkpoint, and on a disk that is most of the
 * time a test takes.
 */
public final class TemporaryFolders {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM_BYTES = 4L << 30;

  private TemporaryFolders() {}

  /** A new, empty folder; the caller removes it. */
  public static Path create(String prefix) {
    try {
      return hasRoom(MEMORY)
          ? Files.createTempDirectory(MEMORY, prefix)
          : Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for " + prefix + ": " + e.getMessage(), e);
    }
  }

  private static boolean hasRoom(Path folder) throws IOException {
    return System.getProperty("java.io.tmpdir").equals("/tmp")
        && Files.isDirectory(folder)
        && Files.isWritable(folder)
        && Files.getFileStore(folder).getUsableSpace() >= ROOM_BYTES;
  }
}
