package io.millrace.schemas.release;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.millrace.schemas.topic.TopicSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The schemas of one version: files by name with what they import, and what each topic carries.
 *
 * @param files dependencies come before the files that need them
 * @param topics the full name of the value's message by topic, {@link #RAW} where it has none
 */
record SchemaSet(Map<String, FileDescriptor> files, Map<String, String> topics) {

  static final String RAW = "bytes";

  static SchemaSet of(List<TopicSpec> catalogue) {
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    Map<String, String> topics = new TreeMap<>();
    for (TopicSpec topic : catalogue) {
      if (topic.schema() == null) {
        topics.put(topic.name(), RAW);
      } else {
        Descriptor message = topic.schema().getDescriptorForType();
        topics.put(topic.name(), message.getFullName());
        collect(message.getFile(), files);
      }
    }
    return new SchemaSet(files, topics);
  }

  static SchemaSet of(FileDescriptorSet set, Map<String, String> topics) {
    Map<String, FileDescriptor> files = new LinkedHashMap<>();
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptor[] dependencies =
          file.getDependencyList().stream()
              .map(name -> Objects.requireNonNull(files.get(name), name))
              .toArray(FileDescriptor[]::new);
      try {
        files.put(file.getName(), FileDescriptor.buildFrom(file, dependencies));
      } catch (DescriptorValidationException e) {
        throw new IllegalArgumentException(file.getName() + ": " + e.getMessage(), e);
      }
    }
    return new SchemaSet(files, topics);
  }

  FileDescriptorSet descriptorSet() {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    files.values().forEach(file -> set.addFile(file.toProto()));
    return set.build();
  }

  Map<String, Descriptor> messages() {
    Map<String, Descriptor> messages = new TreeMap<>();
    files.values().forEach(file -> collect(file.getMessageTypes(), messages));
    return messages;
  }

  Map<String, EnumDescriptor> enums() {
    Map<String, EnumDescriptor> enums = new TreeMap<>();
    files
        .values()
        .forEach(file -> file.getEnumTypes().forEach(type -> enums.put(type.getFullName(), type)));
    messages()
        .values()
        .forEach(
            message -> message.getEnumTypes().forEach(type -> enums.put(type.getFullName(), type)));
    return enums;
  }

  private static void collect(FileDescriptor file, Map<String, FileDescriptor> files) {
    file.getDependencies().forEach(dependency -> collect(dependency, files));
    files.putIfAbsent(file.getName(), file);
  }

  private static void collect(Collection<Descriptor> types, Map<String, Descriptor> messages) {
    for (Descriptor type : types) {
      messages.put(type.getFullName(), type);
      collect(type.getNestedTypes(), messages);
    }
  }
}
