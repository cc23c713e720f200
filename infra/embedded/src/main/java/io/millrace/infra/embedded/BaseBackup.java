package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** The files of a stopped server, made into those of a streaming replica of it. */
final class BaseBackup {

  private BaseBackup() {}

  static void copy(Path primary, Path replica, int primaryPort, String user, String password) {
    try {
      Files.walkFileTree(
          primary,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
              Files.copy(directory, target(directory), StandardCopyOption.COPY_ATTRIBUTES);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES);
              return FileVisitResult.CONTINUE;
            }

            private Path target(Path file) {
              return replica.resolve(primary.relativize(file));
            }
          });
      Files.deleteIfExists(replica.resolve("postmaster.pid"));
      Files.createFile(replica.resolve("standby.signal"));
      Files.writeString(
          replica.resolve("postgresql.auto.conf"),
          "\nprimary_conninfo = 'host=localhost port=%d user=%s password=%s'\n"
              .formatted(primaryPort, user, password),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + primary + " to " + replica, e);
    }
  }
}
