package io.millrace.ingest.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The parameters of a query or of an {@code application/x-www-form-urlencoded} body. */
public final class Form {

  /** Without parameters. */
  public static final Form EMPTY = new Form();

  private static final String TYPE = "application/x-www-form-urlencoded";
  private static final int MOST = 1_000;

  private final SortedMap<String, SortedSet<String>> values = new TreeMap<>();

  private Form() {}

  /** Whether a body says that it is a form. */
  public static boolean is(HttpHeaders headers) {
    String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
    return type != null
        && type.regionMatches(true, 0, TYPE, 0, TYPE.length())
        && (type.length() == TYPE.length() || " ;".indexOf(type.charAt(TYPE.length())) >= 0);
  }

  /** The parameters of a body, null where it is no form or has too many of them. */
  public static @Nullable Form parse(byte[] body) {
    return parse(new String(body, StandardCharsets.UTF_8));
  }

  /** The parameters of a text, null where it is no form or has too many of them. */
  public static @Nullable Form parse(String text) {
    Form form = new Form();
    int count = 0;
    for (int from = 0; from < text.length(); ) {
      int ampersand = text.indexOf('&', from);
      int to = ampersand < 0 ? text.length() : ampersand;
      if (to > from && (++count > MOST || !form.add(text.substring(from, to)))) {
        return null;
      }
      from = to + 1;
    }
    return form;
  }

  private boolean add(String pair) {
    int equals = pair.indexOf('=');
    try {
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      values
          .computeIfAbsent(URLDecoder.decode(name, StandardCharsets.UTF_8), n -> new TreeSet<>())
          .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of a parameter, null where it has none or several that differ. */
  public @Nullable String only(String name) {
    SortedSet<String> all = values.get(name);
    return all == null || all.size() != 1 ? null : all.first();
  }

  /** Every name with each of its values once, in the order of their UTF-16 code units. */
  public void forEachSorted(BiConsumer<String, String> parameter) {
    values.forEach((name, all) -> all.forEach(value -> parameter.accept(name, value)));
  }
}
