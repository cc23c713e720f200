package io.millrace.schemas.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenPayloadTest {

  static List<GoldenPayload> released() throws IOException {
    return GoldenPayload.all().stream().filter(GoldenPayload::released).toList();
  }

  @ParameterizedTest
  @MethodSource("released")
  void decode_givesTheText(GoldenPayload golden) throws IOException {
    Message decoded = golden.decode(golden.bytes());
    assertThat(decoded).isEqualTo(golden.text());
    assertThat(decoded.getUnknownFields().asMap()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("released")
  void encode_givesTheSameBytes(GoldenPayload golden) throws IOException {
    assertThat(GoldenPayload.encode(golden.decode(golden.bytes()))).isEqualTo(golden.bytes());
  }

  @Test
  void released_coversEveryReleasedMessage() throws IOException {
    Set<String> expected = new TreeSet<>(CommittedRelease.read().topics().values());
    expected.remove(SchemaSet.RAW);
    assertThat(released()).extracting(GoldenPayload::name).containsAll(expected);
  }

  @Test
  void all_setsEveryFieldOfEveryMessage() throws IOException {
    Set<String> expected = new TreeSet<>();
    for (Message type : GoldenPayload.types().values()) {
      fields(type.getDescriptorForType(), expected);
    }
    Set<String> set = new TreeSet<>();
    for (GoldenPayload golden : GoldenPayload.all()) {
      setFields(golden.text(), set);
    }
    expected.removeAll(set);
    assertThat(expected)
        .as("fields no golden payload sets; add golden/<message>+<what>.txtpb")
        .isEmpty();
  }

  private static void fields(Descriptor message, Set<String> names) {
    for (FieldDescriptor field : message.getFields()) {
      if (names.add(field.getFullName())
          && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        fields(field.getMessageType(), names);
      }
    }
  }

  private static void setFields(Message message, Set<String> names) {
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              names.add(field.getFullName());
              Collection<?> values = value instanceof Collection<?> many ? many : List.of(value);
              for (Object each : values) {
                if (each instanceof Message nested) {
                  setFields(nested, names);
                }
              }
            });
  }
}
