package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a server keeps its data.
 *
 * @param path an existing directory
 * @param temporary whether it goes away with the server
 */
record DataDirectory(Path path, boolean temporary) {

  /** The given directory, created if absent, or a temporary one for null. */
  static DataDirectory of(@Nullable Path path, String name) {
    try {
      return path == null
          ? new DataDirectory(Files.createTempDirectory("millrace-" + name + "-"), true)
          : new DataDirectory(Files.createDirectories(path.toAbsolutePath()), false);
    } catch (IOException e) {
      throw new UncheckedIOException("no data directory for " + name + ": " + e.getMessage(), e);
    }
  }

  void deleteIfTemporary() {
    if (temporary) {
      delete(path);
    }
  }

  static void delete(Path directory) {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(directory)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalStateException("cannot list " + directory, e);
    }
    for (Path file : deepestFirst) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete " + file, e);
      }
    }
  }
}
