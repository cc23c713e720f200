package io.millrace.schemas.release;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The schemas of the last release, as files under {@code src/test/resources/released}. */
final class CommittedRelease {

  static final Path RESOURCES =
      Path.of(System.getProperty("basedir", ""), "src", "test", "resources");

  private static final Path DESCRIPTORS = RESOURCES.resolve("released/millrace.binpb");
  private static final Path TOPICS = RESOURCES.resolve("released/topics.txt");

  private CommittedRelease() {}

  static SchemaSet read() throws IOException {
    Map<String, String> topics = new TreeMap<>();
    for (String line : Files.readAllLines(TOPICS)) {
      String[] columns = line.split(" ");
      topics.put(columns[0], columns[1]);
    }
    return SchemaSet.of(FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTORS)), topics);
  }

  static boolean exists() {
    return Files.exists(DESCRIPTORS);
  }

  static void write(SchemaSet schemas) throws IOException {
    Files.createDirectories(DESCRIPTORS.getParent());
    Files.write(DESCRIPTORS, schemas.descriptorSet().toByteArray());
    Files.writeString(
        TOPICS,
        schemas.topics().entrySet().stream()
            .map(topic -> topic.getKey() + " " + topic.getValue() + "\n")
            .collect(Collectors.joining()));
  }
}
