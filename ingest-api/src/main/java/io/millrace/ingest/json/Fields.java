package io.millrace.ingest.json;

import io.millrace.ingest.http.FieldError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one JSON object. A field that does not fit is noted and a harmless value returned
 * in its place, so that one reading finds everything that is wrong; look at {@link #errors()}
 * before using what was read. A {@code null} counts as absent, a name nobody asks for is ignored.
 */
public final class Fields {

  /** Longest id. */
  public static final int ID_LENGTH = 128;

  private static final Instant EPOCH = Instant.EPOCH;

  private final JsonNode object;
  private final String pointer;
  private final Errors errors;

  private Fields(JsonNode object, String pointer, Errors errors) {
    this.object = object;
    this.pointer = pointer;
    this.errors = errors;
    if (!object.isObject()) {
      errors.add(pointer, "expected an object");
    }
  }

  public static Fields of(JsonNode body) {
    return new Fields(body, "", new Errors());
  }

  /** Everything found wrong so far, nested objects included. */
  public List<FieldError> errors() {
    return errors.found();
  }

  /** Notes something wrong with a field, or with the whole object where the name is empty. */
  public void wrong(String name, String message) {
    errors.add(name.isEmpty() ? pointer : at(name), message);
  }

  /** The object as it came, for what is read in another way. */
  public JsonNode json() {
    return object;
  }

  /** Bytes that identify the object, whatever the space in it. */
  public byte[] canonical() {
    return Json.canonical(object);
  }

  /** A hash that is equal for objects that mean the same, whoever wrote them. */
  public long fingerprint() {
    return Fingerprint.of(object);
  }

  public boolean has(String name) {
    return find(name) != null;
  }

  /** A required id: 1 to 128 characters, none of them a control character. */
  public String id(String name) {
    JsonNode node = required(name);
    return node == null ? "" : Values.id(this, name, node);
  }

  /** An id, empty where there is none: tills send {@code ""} for a customer they do not know. */
  public String optionalId(String name) {
    JsonNode node = find(name);
    return node == null || (node.isString() && node.stringValue().isEmpty())
        ? ""
        : Values.id(this, name, node);
  }

  /** A required text that is not blank. */
  public String text(String name, int longest) {
    JsonNode node = required(name);
    String text = node == null ? "" : Values.text(this, name, node, longest);
    if (node != null && node.isString() && text.isBlank()) {
      wrong(name, "must not be blank");
    }
    return text;
  }

  /** A text, empty where there is none. */
  public String optionalText(String name, int longest) {
    JsonNode node = find(name);
    return node == null ? "" : Values.text(this, name, node, longest);
  }

  /** A required integer within bounds. */
  public long integer(String name, long least, long most) {
    JsonNode node = required(name);
    return node == null ? Math.max(least, 0) : Values.integer(this, name, node, least, most);
  }

  /** An integer within bounds, null where there is none. */
  public @Nullable Long optionalInteger(String name, long least, long most) {
    JsonNode node = find(name);
    return node == null ? null : Values.integer(this, name, node, least, most);
  }

  /** A required amount of money in minor units, not negative. */
  public long money(String name) {
    return integer(name, 0, Numbers.MOST_MONEY);
  }

  /** An amount of money, 0 where there is none. */
  public long optionalMoney(String name) {
    Long money = optionalInteger(name, 0, Numbers.MOST_MONEY);
    return money == null ? 0 : money;
  }

  /** A required quantity in thousandths, with at most three decimals. */
  public long thousandths(String name, long least) {
    JsonNode node = required(name);
    return node == null ? 0 : Values.decimal(this, name, node, 3, least, Numbers.MOST_THOUSANDTHS);
  }

  /** A quantity in thousandths, null where there is none. */
  public @Nullable Long optionalThousandths(String name, long least) {
    JsonNode node = find(name);
    return node == null
        ? null
        : Values.decimal(this, name, node, 3, least, Numbers.MOST_THOUSANDTHS);
  }

  /** A number with at most two decimals in hundredths, null where there is none. */
  public @Nullable Long optionalHundredths(String name, long least, long most) {
    JsonNode node = find(name);
    return node == null ? null : Values.decimal(this, name, node, 2, least, most);
  }

  /** A point in time with a zone; the fallback where there is none. */
  public Instant time(String name, Instant fallback) {
    JsonNode node = find(name);
    if (node == null) {
      return fallback;
    }
    Instant time = node.isString() ? Times.parse(node.stringValue()) : null;
    if (time == null) {
      wrong(name, "expected an ISO 8601 time with a zone, as in 2026-03-01T09:30:00Z");
      return EPOCH;
    }
    if (!Times.sane(time)) {
      wrong(name, "expected a time between 1970 and 9999");
      return EPOCH;
    }
    return time;
  }

  public boolean flag(String name, boolean fallback) {
    JsonNode node = find(name);
    if (node == null) {
      return fallback;
    }
    if (!node.isBoolean()) {
      wrong(name, "expected true or false");
      return fallback;
    }
    return node.booleanValue();
  }

  /** One of a few words; the fallback where there is none, required where that is null. */
  public <E> E oneOf(String name, Choice<E> choice, @Nullable E fallback) {
    JsonNode node = fallback == null ? required(name) : find(name);
    if (node == null) {
      return fallback == null ? choice.any() : fallback;
    }
    E value = node.isString() ? choice.find(node.stringValue()) : null;
    if (value == null) {
      wrong(name, "expected one of " + choice.words());
      return choice.any();
    }
    return value;
  }

  /** An array of objects, empty where there is none. */
  public <T> List<T> objects(String name, int least, int most, Function<Fields, T> item) {
    List<T> read = new ArrayList<>();
    for (Element element : elements(name, least, most)) {
      read.add(item.apply(new Fields(element.node(), element.pointer(), errors)));
    }
    return read;
  }

  /** An array of ids, empty where there is none. */
  public List<String> ids(String name, int most) {
    List<String> read = new ArrayList<>();
    for (Element element : elements(name, 0, most)) {
      String wrong =
          element.node().isString() ? Texts.wrongId(element.text()) : "expected a string";
      if (wrong != null) {
        errors.add(element.pointer(), wrong);
      }
      read.add(element.text());
    }
    return read;
  }

  /** An array of at least one of a few words. */
  public <E> List<E> words(String name, Choice<E> choice) {
    List<E> read = new ArrayList<>();
    for (Element element : elements(name, 1, 100)) {
      E value = choice.find(element.text());
      if (value == null) {
        errors.add(element.pointer(), "expected one of " + choice.words());
      } else {
        read.add(value);
      }
    }
    return read;
  }

  /** An object of texts, empty where there is none. */
  public Map<String, String> texts(String name, int most, int longest) {
    JsonNode node = find(name);
    if (node == null) {
      return Map.of();
    }
    if (!node.isObject()) {
      wrong(name, "expected an object");
      return Map.of();
    }
    if (node.size() > most) {
      wrong(name, "expected at most " + most + " entries");
      return Map.of();
    }
    Fields inner = new Fields(node, at(name), errors);
    Map<String, String> read = new HashMap<>();
    for (String key : node.propertyNames()) {
      if (Texts.wrongId(key) != null) {
        inner.wrong(key, "the name must be 1 to 128 characters, none of them a control character");
      } else {
        read.put(key, inner.optionalText(key, longest));
      }
    }
    return read;
  }

  private record Element(JsonNode node, String pointer) {
    String text() {
      return node.isString() ? node.stringValue() : "";
    }
  }

  private List<Element> elements(String name, int least, int most) {
    JsonNode node = least > 0 ? required(name) : find(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      wrong(name, "expected an array");
      return List.of();
    }
    if (node.size() < least || node.size() > most) {
      wrong(name, "expected " + least + " to " + most + " items");
      return List.of();
    }
    List<Element> elements = new ArrayList<>(node.size());
    String array = at(name) + "/";
    for (int i = 0; i < node.size(); i++) {
      elements.add(new Element(node.get(i), array + i));
    }
    return elements;
  }

  private @Nullable JsonNode required(String name) {
    JsonNode node = find(name);
    if (node == null && object.isObject()) {
      wrong(name, "is required");
    }
    return node;
  }

  private @Nullable JsonNode find(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private String at(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
