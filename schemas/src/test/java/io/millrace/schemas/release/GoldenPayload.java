package io.millrace.schemas.release;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An example of a topic's value: written by people as text, and frozen as the bytes a producer of
 * its release sent. Released bytes never change; fields added later get an example of their own,
 * {@code <message>+<what>.txtpb}.
 */
record GoldenPayload(String name, Message type) {

  private static final Path DIRECTORY = CommittedRelease.RESOURCES.resolve("golden");

  /** The messages that are a topic's value, by full name. */
  static Map<String, Message> types() {
    Map<String, Message> types = new TreeMap<>();
    for (TopicSpec topic : Topics.ALL) {
      if (topic.schema() != null) {
        types.put(topic.schema().getDescriptorForType().getFullName(), topic.schema());
      }
    }
    return types;
  }

  static List<GoldenPayload> all() throws IOException {
    Map<String, Message> types = types();
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".txtpb"))
          .sorted()
          .map(file -> file.substring(0, file.length() - ".txtpb".length()))
          .map(
              name ->
                  new GoldenPayload(
                      name, Objects.requireNonNull(types.get(name.split("\\+")[0]), name)))
          .toList();
    }
  }

  boolean released() {
    return Files.exists(binary());
  }

  void release() throws IOException {
    Files.write(binary(), encode(text()));
  }

  byte[] bytes() throws IOException {
    return Files.readAllBytes(binary());
  }

  Message text() throws IOException {
    Message.Builder message = type.newBuilderForType();
    TextFormat.merge(Files.readString(DIRECTORY.resolve(name + ".txtpb")), message);
    return message.build();
  }

  Message decode(byte[] bytes) throws IOException {
    return type.getParserForType().parseFrom(bytes);
  }

  /** With maps in the order of their keys, so that equal messages have equal bytes. */
  static byte[] encode(Message message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    message.writeTo(output);
    output.flush();
    return bytes.toByteArray();
  }

  private Path binary() {
    return DIRECTORY.resolve(name + ".binpb");
  }

  @Override
  public String toString() {
    return name;
  }
}
