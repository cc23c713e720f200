package io.millrace.ingest.json;

import io.millrace.ingest.http.BodySettings;
import io.millrace.ingest.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Strict JSON: a name that is there twice and anything after the value are malformed. Decimals are
 * exact. What does not parse is a refusal with the code {@code malformed-json}.
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** Reads an item of an array: what follows it is the array's business. */
  private static final JsonMapper ITEMS =
      MAPPER.rebuild().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final JsonFactory LENIENT = JsonFactory.builder().build();

  static {
    // Makes what is made at the first use under a lock, on which event loops would wait.
    MAPPER.readTree("{}");
    ITEMS.readTree("{}");
  }

  private Json() {}

  public static JsonNode parse(byte[] body) {
    return parse(body, 0, body.length);
  }

  static JsonNode parse(byte[] body, int offset, int length) {
    try {
      JsonNode node = MAPPER.readTree(body, offset, length);
      if (node == null || node.isMissingNode()) {
        throw Problem.malformed("the body is empty").refusal();
      }
      return node;
    } catch (JacksonException | ArithmeticException | NumberFormatException e) {
      throw malformed(e).refusal();
    }
  }

  /** Whether the first character that is no space opens an array. */
  public static boolean isArray(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b == '[';
      }
    }
    return false;
  }

  /**
   * Reads an array one item at a time, so that a large one never stands in memory as a tree. Too
   * many items, or one that is larger than one event may be, are refused before they are read.
   */
  public static void forEachItem(byte[] body, BodySettings limits, Consumer<JsonNode> item) {
    if (body.length > limits.limit().toBytes()) {
      ItemSizes.check(body, limits.limit().toBytes());
    }
    try (JsonParser parser = ITEMS.createParser(body)) {
      parser.nextToken();
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        limit(++count, limits.batchItems());
        item.accept(ITEMS.readTree(parser));
      }
      if (parser.nextToken() != null) {
        throw Problem.malformed("there is more after the array").refusal();
      }
    } catch (JacksonException | ArithmeticException | NumberFormatException e) {
      throw malformed(e).refusal();
    }
  }

  /**
   * Reads newline-delimited values; blank lines do not count. A line that does not parse, or is
   * larger than one event may be, is given to {@code bad}, the others are read all the same.
   */
  public static void forEachLine(
      byte[] body, BodySettings limits, Consumer<JsonNode> line, Consumer<Problem> bad) {
    int count = 0;
    for (int from = 0; from < body.length; ) {
      int to = from;
      while (to < body.length && body[to] != '\n') {
        to++;
      }
      if (!blank(body, from, to)) {
        limit(++count, limits.batchItems());
        readLine(body, from, to - from, limits.limit().toBytes(), line, bad);
      }
      from = to + 1;
    }
  }

  private static void readLine(
      byte[] body,
      int offset,
      int length,
      long most,
      Consumer<JsonNode> line,
      Consumer<Problem> bad) {
    if (length > most) {
      bad.accept(Problem.tooLarge(most));
      return;
    }
    @Nullable JsonNode node = null;
    try {
      node = MAPPER.readTree(body, offset, length);
    } catch (JacksonException | ArithmeticException | NumberFormatException e) {
      bad.accept(malformed(e));
    }
    if (node != null) {
      line.accept(node);
    }
  }

  /**
   * The text under a name of the outermost object, looked for without reading deeper. Null where
   * the body is anything else or does not parse.
   */
  public static @Nullable String topLevelText(byte[] body, String name) {
    return textAt(body, name);
  }

  /** As {@link #topLevelText}, in the object under the names before the last. */
  public static @Nullable String textAt(byte[] body, String... path) {
    try (JsonParser parser = LENIENT.createParser(body)) {
      for (String name : path) {
        if (!toValue(parser, name)) {
          return null;
        }
      }
      return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** Goes on to the value under a name of the object that is next, or that the parser is at. */
  private static boolean toValue(JsonParser parser, String name) {
    JsonToken at = parser.currentToken() == null ? parser.nextToken() : parser.currentToken();
    if (at != JsonToken.START_OBJECT) {
      return false;
    }
    for (String key = parser.nextName(); key != null; key = parser.nextName()) {
      parser.nextToken();
      if (key.equals(name)) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  /** Bytes that identify a value: equal for equal JSON, whatever the space in it. */
  public static byte[] canonical(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void limit(int count, int most) {
    if (count > most) {
      throw new Problem(413, "too-many-items", "the limit is " + most + " items").refusal();
    }
  }

  private static boolean blank(byte[] body, int from, int to) {
    for (int i = from; i < to; i++) {
      if (body[i] != ' ' && body[i] != '\r' && body[i] != '\t') {
        return false;
      }
    }
    return true;
  }

  private static Problem malformed(RuntimeException e) {
    if (e instanceof JacksonException json) {
      var location = json.getLocation();
      String where =
          location == null || location.getLineNr() < 1
              ? ""
              : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
      return Problem.malformed(firstLine(json.getOriginalMessage()) + where);
    }
    return Problem.malformed("a number is out of range");
  }

  private static String firstLine(@Nullable String message) {
    if (message == null) {
      return "the body is not JSON";
    }
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
