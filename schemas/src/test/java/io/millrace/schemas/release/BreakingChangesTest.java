package io.millrace.schemas.release;

import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label.LABEL_OPTIONAL;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label.LABEL_REPEATED;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_ENUM;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_INT64;
import static com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_STRING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import io.millrace.schemas.topic.Topics;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class BreakingChangesTest {

  private static final Map<String, String> TOPICS = Map.of("mills.v1", "mills.v1.Mill");

  @Test
  void between_findsNothing_whenNothingChanged() {
    assertNoBreak(file -> {});
    SchemaSet current = SchemaSet.of(Topics.ALL);
    SchemaSet copy = SchemaSet.of(current.descriptorSet(), current.topics());
    assertThat(BreakingChanges.between(copy, current)).isEmpty();
  }

  @Test
  void between_allowsAdditions() {
    assertNoBreak(file -> file.addMessageType(DescriptorProto.newBuilder().setName("Race")));
    assertNoBreak(file -> mill(file).addField(field("level", 9)));
    assertNoBreak(file -> wheel(file).addValue(value("OVERSHOT", 2)));
    assertThat(
            BreakingChanges.between(
                schemas(file -> {}, TOPICS),
                schemas(file -> {}, Map.of("mills.v1", "mills.v1.Mill", "b.v1", "bytes"))))
        .isEmpty();
  }

  @Test
  void between_allowsFieldRemoved_whenNumberAndNameAreReserved() {
    assertNoBreak(
        file ->
            mill(file)
                .removeField(0)
                .addReservedName("name")
                .addReservedRange(ReservedRange.newBuilder().setStart(1).setEnd(2)));
  }

  @Test
  void between_findsMessageRemovedOrRenamed() {
    assertBreak(file -> file.removeMessageType(1), "mills.v1.Sluice: message removed");
    assertBreak(
        file -> file.getMessageTypeBuilder(1).setName("Gate"), "mills.v1.Sluice: message removed");
  }

  @Test
  void between_findsFieldRemoved_whenNotReserved() {
    String expected = "mills.v1.Mill.name: field removed without reserving number 1 and its name";
    assertBreak(file -> mill(file).removeField(0), expected);
    assertBreak(file -> mill(file).removeField(0).addReservedName("name"), expected);
    assertBreak(
        file ->
            mill(file)
                .removeField(0)
                .addReservedRange(ReservedRange.newBuilder().setStart(1).setEnd(2)),
        expected);
  }

  @Test
  void between_findsFieldRenumbered() {
    assertBreak(
        file -> mill(file).getFieldBuilder(0).setNumber(9),
        "mills.v1.Mill.name: field removed without reserving number 1 and its name");
  }

  @Test
  void between_findsFieldRenamed() {
    assertBreak(
        file -> mill(file).getFieldBuilder(0).setName("title"),
        "mills.v1.Mill.name: name changed from name to title",
        "mills.v1.Mill.name: JSON name changed from name to title");
  }

  @Test
  void between_findsTypeChanged() {
    assertBreak(
        file -> mill(file).getFieldBuilder(0).setType(TYPE_INT64),
        "mills.v1.Mill.name: type changed from string to int64");
    assertBreak(
        file -> mill(file).getFieldBuilder(2).setTypeName(".mills.v1.Stone"),
        "mills.v1.Mill.wheel: type changed from mills.v1.Wheel to mills.v1.Stone");
  }

  @Test
  void between_findsLabelChanged() {
    assertBreak(
        file -> mill(file).getFieldBuilder(0).setLabel(LABEL_REPEATED),
        "mills.v1.Mill.name: label changed from singular to repeated");
  }

  @Test
  void between_findsPresenceChanged() {
    assertBreak(
        file -> {
          int oneof = mill(file).getOneofDeclCount();
          mill(file).addOneofDecl(OneofDescriptorProto.newBuilder().setName("_name"));
          mill(file).getFieldBuilder(0).setProto3Optional(true).setOneofIndex(oneof);
        },
        "mills.v1.Mill.name: label changed from singular to optional");
  }

  @Test
  void between_findsOneofChanged() {
    assertBreak(
        file ->
            mill(file)
                .addField(field("dam", 8).setOneofIndex(0))
                .getFieldBuilder(1)
                .clearOneofIndex(),
        "mills.v1.Mill.river: label changed from optional to singular",
        "mills.v1.Mill.river: oneof changed from water to none");
  }

  @Test
  void between_findsJsonNameChanged() {
    assertBreak(
        file -> mill(file).getFieldBuilder(0).setJsonName("Name"),
        "mills.v1.Mill.name: JSON name changed from name to Name");
  }

  @Test
  void between_findsReservationDropped() {
    assertBreak(
        file -> mill(file).clearReservedRange().clearReservedName(),
        "mills.v1.Mill: number 5 is no longer reserved",
        "mills.v1.Mill: name owner is no longer reserved");
  }

  @Test
  void between_findsEnumValueRemovedOrRenumbered() {
    assertBreak(file -> wheel(file).removeValue(1), "mills.v1.Wheel.UNDERSHOT: enum value removed");
    assertBreak(
        file -> wheel(file).getValueBuilder(1).setNumber(7),
        "mills.v1.Wheel.UNDERSHOT: number changed from 1 to 7");
    assertBreak(file -> file.removeEnumType(1), "mills.v1.Stone: enum removed");
  }

  @Test
  void between_findsPackageChanged() {
    assertThat(
            BreakingChanges.between(
                schemas(file -> {}, TOPICS),
                schemas(
                    file -> {
                      file.setPackage("mills.v2");
                      mill(file).getFieldBuilder(2).setTypeName(".mills.v2.Wheel");
                    },
                    TOPICS)))
        .contains(
            "mills.proto: package changed from mills.v1 to mills.v2",
            "mills.v1.Mill: message removed");
    assertBreak(
        file -> file.getOptionsBuilder().setJavaPackage("other"),
        "mills.proto: java_package changed from mills to other");
  }

  @Test
  void between_findsTopicRemovedOrWithAnotherMessage() {
    assertThat(
            BreakingChanges.between(
                schemas(file -> {}, TOPICS),
                schemas(file -> {}, Map.of("mills.v1", "mills.v1.Sluice"))))
        .containsExactly("mills.v1: value changed from mills.v1.Mill to mills.v1.Sluice");
    assertThat(BreakingChanges.between(schemas(file -> {}, TOPICS), schemas(file -> {}, Map.of())))
        .containsExactly("mills.v1: topic removed");
  }

  private static void assertNoBreak(Consumer<FileDescriptorProto.Builder> change) {
    assertBreak(change);
  }

  private static void assertBreak(
      Consumer<FileDescriptorProto.Builder> change, String... expected) {
    assertThat(BreakingChanges.between(schemas(file -> {}, TOPICS), schemas(change, TOPICS)))
        .containsExactlyInAnyOrder(expected);
  }

  private static SchemaSet schemas(
      Consumer<FileDescriptorProto.Builder> change, Map<String, String> topics) {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName("mills.proto")
            .setSyntax("proto3")
            .setPackage("mills.v1");
    file.getOptionsBuilder().setJavaPackage("mills");
    file.addMessageType(
        DescriptorProto.newBuilder()
            .setName("Mill")
            .addField(field("name", 1))
            .addField(field("river", 2).setOneofIndex(0))
            .addField(field("wheel", 3).setType(TYPE_ENUM).setTypeName(".mills.v1.Wheel"))
            .addField(field("lake", 4).setOneofIndex(0))
            .addOneofDecl(OneofDescriptorProto.newBuilder().setName("water"))
            .addReservedRange(ReservedRange.newBuilder().setStart(5).setEnd(6))
            .addReservedName("owner"));
    file.addMessageType(DescriptorProto.newBuilder().setName("Sluice"));
    file.addEnumType(
        EnumDescriptorProto.newBuilder()
            .setName("Wheel")
            .addValue(value("WHEEL_UNSPECIFIED", 0))
            .addValue(value("UNDERSHOT", 1)));
    file.addEnumType(
        EnumDescriptorProto.newBuilder().setName("Stone").addValue(value("STONE_UNSPECIFIED", 0)));
    change.accept(file);
    return SchemaSet.of(FileDescriptorSet.newBuilder().addFile(file).build(), topics);
  }

  private static DescriptorProto.Builder mill(FileDescriptorProto.Builder file) {
    return file.getMessageTypeBuilder(0);
  }

  private static EnumDescriptorProto.Builder wheel(FileDescriptorProto.Builder file) {
    return file.getEnumTypeBuilder(0);
  }

  private static FieldDescriptorProto.Builder field(String name, int number) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(LABEL_OPTIONAL)
        .setType(TYPE_STRING);
  }

  private static EnumValueDescriptorProto.Builder value(String name, int number) {
    return EnumValueDescriptorProto.newBuilder().setName(name).setNumber(number);
  }
}
