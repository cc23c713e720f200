package io.millrace.ingest.json;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** Reads the value of one field, or notes what is wrong with it and returns a harmless one. */
final class Values {

  private Values() {}

  static String id(Fields fields, String name, JsonNode node) {
    if (!node.isString()) {
      fields.wrong(name, "expected a string");
      return "";
    }
    String id = node.stringValue();
    String wrong = Texts.wrongId(id);
    if (wrong != null) {
      fields.wrong(name, wrong);
      return "";
    }
    return id;
  }

  static String text(Fields fields, String name, JsonNode node, int longest) {
    if (!node.isString()) {
      fields.wrong(name, "expected a string");
      return "";
    }
    String text = node.stringValue();
    String wrong = Texts.wrongText(text, longest);
    if (wrong != null) {
      fields.wrong(name, wrong);
      return "";
    }
    return text;
  }

  static long integer(Fields fields, String name, JsonNode node, long least, long most) {
    if (!node.isIntegralNumber()) {
      fields.wrong(name, "expected an integer");
      return Math.max(least, 0);
    }
    long value = node.canConvertToLong() ? node.longValue() : Long.MAX_VALUE;
    if (value < least || value > most) {
      fields.wrong(name, "expected " + least + " to " + most);
      return Math.max(least, 0);
    }
    return value;
  }

  static long decimal(
      Fields fields, String name, JsonNode node, int decimals, long least, long most) {
    if (!node.isNumber()) {
      fields.wrong(name, "expected a number");
      return 0;
    }
    BigDecimal number = node.decimalValue();
    Long value = Numbers.scaled(number, decimals);
    if (value == null) {
      boolean huge = number.precision() - (long) number.scale() > 18;
      fields.wrong(
          name,
          huge
              ? "expected " + Numbers.range(least, most, decimals)
              : "expected at most " + decimals + " decimals");
      return 0;
    }
    if (value < least || value > most) {
      fields.wrong(name, "expected " + Numbers.range(least, most, decimals));
      return 0;
    }
    return value;
  }
}
