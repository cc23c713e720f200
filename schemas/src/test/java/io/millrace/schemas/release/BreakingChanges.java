package io.millrace.schemas.release;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a consumer or producer of the released schemas could no longer read or write with the
 * current ones, in sentences. Additions are no break.
 */
final class BreakingChanges {

  private final List<String> found = new ArrayList<>();

  private BreakingChanges() {}

  static List<String> between(SchemaSet released, SchemaSet current) {
    BreakingChanges changes = new BreakingChanges();
    changes.compareFiles(released.files(), current.files());
    released
        .messages()
        .forEach(
            (name, message) -> changes.compareMessage(message, current.messages().get(name), name));
    released
        .enums()
        .forEach((name, type) -> changes.compareEnum(type, current.enums().get(name), name));
    changes.compareTopics(released.topics(), current.topics());
    return changes.found;
  }

  private void compareFiles(
      Map<String, FileDescriptor> released, Map<String, FileDescriptor> current) {
    released.forEach(
        (name, file) -> {
          FileDescriptor now = current.get(name);
          if (now != null) {
            compare(name + ": package", file.getPackage(), now.getPackage());
            compare(
                name + ": java_package",
                file.getOptions().getJavaPackage(),
                now.getOptions().getJavaPackage());
          }
        });
  }

  private void compareMessage(Descriptor released, Descriptor current, String name) {
    if (current == null) {
      found.add(name + ": message removed");
      return;
    }
    for (FieldDescriptor field : released.getFields()) {
      FieldDescriptor now = current.findFieldByNumber(field.getNumber());
      String where = name + "." + field.getName();
      if (now != null) {
        compareField(field, now, where);
      } else if (!current.isReservedNumber(field.getNumber())
          || !current.isReservedName(field.getName())) {
        found.add(
            where
                + ": field removed without reserving number "
                + field.getNumber()
                + " and its name");
      }
    }
    compareReservations(released, current, name);
  }

  private void compareReservations(Descriptor released, Descriptor current, String name) {
    for (ReservedRange range : released.toProto().getReservedRangeList()) {
      for (int number = range.getStart(); number < range.getEnd(); number++) {
        if (!current.isReservedNumber(number)) {
          found.add(name + ": number " + number + " is no longer reserved");
        }
      }
    }
    for (String reserved : released.toProto().getReservedNameList()) {
      if (!current.isReservedName(reserved)) {
        found.add(name + ": name " + reserved + " is no longer reserved");
      }
    }
  }

  private void compareField(FieldDescriptor released, FieldDescriptor current, String where) {
    compare(where + ": name", released.getName(), current.getName());
    compare(where + ": type", type(released), type(current));
    compare(where + ": label", label(released), label(current));
    compare(where + ": oneof", oneof(released), oneof(current));
    compare(where + ": JSON name", released.getJsonName(), current.getJsonName());
  }

  private void compareEnum(EnumDescriptor released, EnumDescriptor current, String name) {
    if (current == null) {
      found.add(name + ": enum removed");
      return;
    }
    for (EnumValueDescriptor value : released.getValues()) {
      EnumValueDescriptor now = current.findValueByName(value.getName());
      if (now == null) {
        found.add(name + "." + value.getName() + ": enum value removed");
      } else {
        compare(name + "." + value.getName() + ": number", value.getNumber(), now.getNumber());
      }
    }
  }

  private void compareTopics(Map<String, String> released, Map<String, String> current) {
    released.forEach(
        (topic, value) -> {
          String now = current.get(topic);
          if (now == null) {
            found.add(topic + ": topic removed");
          } else {
            compare(topic + ": value", value, now);
          }
        });
  }

  private void compare(String what, Object released, Object current) {
    if (!released.equals(current)) {
      found.add(what + " changed from " + released + " to " + current);
    }
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String label(FieldDescriptor field) {
    if (field.isMapField()) {
      return "map";
    }
    if (field.isRepeated()) {
      return "repeated";
    }
    if (field.isRequired()) {
      return "required";
    }
    return field.hasPresence() ? "optional" : "singular";
  }

  private static String oneof(FieldDescriptor field) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    return oneof == null ? "none" : oneof.getName();
  }
}
