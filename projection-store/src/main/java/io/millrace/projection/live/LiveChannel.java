package io.millrace.projection.live;

import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What one can watch, as in {@code sales:store-1}.
 *
 * @param name as the request writes it
 */
record LiveChannel(Kind kind, String name) {

  /** A state channel: of each key only the newest value matters. */
  enum Kind {
    SALES("currency", "start"),
    STOCK("productId"),
    /** Has no id and no tenant: how the whole is doing. */
    OPS;

    private final List<String> key;

    Kind(String... key) {
      this.key = List.of(key);
    }

    /** As channels' names begin. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The fields of an update's data that tell rows apart. */
    List<String> key() {
      return key;
    }
  }

  private static final Set<String> LATER = Set.of("webhooks", "chat", "notifications", "presence");

  /** Reads a channel's name; refuses what is no channel, or not one yet. */
  static LiveChannel parse(String name) {
    if (name.equals("ops")) {
      return new LiveChannel(Kind.OPS, name);
    }
    int colon = name.indexOf(':');
    String kind = colon < 0 ? name : name.substring(0, colon);
    if (LATER.contains(kind)) {
      throw Problem.badParameter("channels", kind + " is not there yet; sales, stock and ops are")
          .refusal();
    }
    for (Kind one : Kind.values()) {
      if (one != Kind.OPS
          && one.text().equals(kind)
          && colon > 0
          && colon + 1 < name.length()
          && name.length() - colon - 1 <= Params.MAX_LENGTH) {
        return new LiveChannel(one, name);
      }
    }
    throw Problem.badParameter(
            "channels", name + " (expected: sales:{storeId}, stock:{storeId} or ops)")
        .refusal();
  }
}
