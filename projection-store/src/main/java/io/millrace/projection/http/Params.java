package io.millrace.projection.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Query parameters and path variables of a request; a bad one is a 400 that names it. */
public final class Params {

  /** Longest id, and so longest value of a plain parameter. */
  public static final int MAX_LENGTH = 128;

  /** Most entries on a page. */
  public static final int MAX_LIMIT = 500;

  /** Entries on a page where nothing else is asked for. */
  public static final int DEFAULT_LIMIT = 50;

  private final ServerRequest request;

  public Params(ServerRequest request) {
    this.request = request;
  }

  /** The parameter's value, or null where it is absent or empty. */
  public @Nullable String text(String name) {
    String value = request.queryParam(name).orElse("");
    return value.isEmpty() ? null : checked(name, value, MAX_LENGTH);
  }

  /** The parameter's value, which must be there. */
  public String required(String name) {
    return given(name, text(name));
  }

  /** An id in the path. */
  public String path(String name) {
    return checked(name, request.pathVariable(name), MAX_LENGTH);
  }

  /** One of an enum's constants, in lower case; the first where the parameter is absent. */
  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    return choice(name, type, type.getEnumConstants()[0]);
  }

  /** One of an enum's constants, in lower case. */
  public <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> lower(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.badParameter(
                        name,
                        value
                            + Arrays.stream(type.getEnumConstants())
                                .map(Params::lower)
                                .collect(Collectors.joining(" or ", " (expected: ", ")")))
                    .refusal());
  }

  /** How many entries the answer may hold. */
  public int limit() {
    return limit(DEFAULT_LIMIT);
  }

  /** How many entries the answer may hold, with a default of its own. */
  public int limit(int otherwise) {
    String value = text("limit");
    if (value == null) {
      return otherwise;
    }
    if (value.matches("\\d{1,9}")) {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw Problem.badParameter("limit", value + " (expected: 1 to " + MAX_LIMIT + ")").refusal();
  }

  /** What {@link Page} gave out as {@code nextCursor}, taken apart; null on the first page. */
  public @Nullable List<String> cursor(int parts) {
    String value = request.queryParam("cursor").orElse("");
    return value.isEmpty() ? null : Cursor.decode(value, parts);
  }

  /** An ISO 4217 code, or null. */
  public @Nullable String currency() {
    String value = text("currency");
    if (value != null && !value.matches("[A-Z]{3}")) {
      throw Problem.badParameter("currency", value + " (expected: three capital letters)")
          .refusal();
    }
    return value;
  }

  /** A value from a body, which must be there. */
  public static String given(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw Problem.badParameter(name, "missing").refusal();
    }
    return checked(name, value, MAX_LENGTH);
  }

  /** Refuses what no stored text can be: too long, or with a NUL, which Postgres does not take. */
  static String checked(String name, String value, int maxLength) {
    if (value.length() > maxLength) {
      throw Problem.badParameter(name, "longer than " + maxLength + " characters").refusal();
    }
    if (value.indexOf('\0') >= 0) {
      throw Problem.badParameter(name, "holds a NUL character").refusal();
    }
    return value;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
