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

/** Where a server keeps its data: what was given, or a temporary directory, made when needed. */
final class DataDirectory {

  private final String name;
  private final @Nullable Path given;
  private @Nullable Path path;

  private DataDirectory(String name, @Nullable Path given) {
    this.name = name;
    this.given = given;
  }

  static DataDirectory of(@Nullable Path given, String name) {
    return new DataDirectory(name, given);
  }

  /** Whether it goes away with the server. */
  boolean temporary() {
    return given == null;
  }

  /** The directory, which exists. */
  synchronized Path path() {
    Path current = path;
    if (current == null) {
      current = create();
      path = current;
    }
    return current;
  }

  synchronized void deleteIfTemporary() {
    if (temporary() && path != null) {
      delete(path);
      path = null;
    }
  }

  private Path create() {
    if (given == null) {
      return TemporaryFolders.create("millrace-" + name + "-");
    }
    try {
      return Files.createDirectories(given.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException("no data directory for " + name + ": " + e.getMessage(), e);
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
