package io.millrace.devstack.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is where in the data directory.
 *
 * @param root the data directory
 */
record Folders(Path root) {

  /** What {@code --fresh} deletes. */
  Path data() {
    return root.resolve("data");
  }

  Path data(String part) {
    return data().resolve(part);
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path run() {
    return root.resolve("run");
  }

  /** Unpacked apps and class archives; made again from the jars when missing. */
  Path apps() {
    return root.resolve("apps");
  }

  /** What ingest-api seals secrets with; {@code --fresh} leaves it. */
  Path secretsKey() {
    return root.resolve("secrets.key");
  }

  void deleteData() {
    delete(data());
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UpException("cannot delete " + directory + ": " + e.getMessage());
    }
  }
}
