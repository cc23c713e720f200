package io.millrace.infra.embedded.llm;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the first words of a prompt ask the server to do. */
final class Script {

  private static final String GEMINI = "gemini";
  private static final String DATE = "date+";
  private static final String RESET = "x-ratelimit-reset";

  private final String[] words;
  private int next;

  private Duration delay = Duration.ZERO;
  private Duration every = Duration.ZERO;
  private int tokens = -1;
  private int stallAfter = -1;
  private int cutAfter = -1;
  private int status = 200;
  private int times = Integer.MAX_VALUE;
  private boolean tools;
  private String code = "";
  private final List<String> hints = new ArrayList<>();
  private @Nullable String body;

  private Script(String prompt) {
    words = prompt.strip().split("\\s+");
    while (next < words.length && directive(words[next])) {
      next++;
    }
    if (body != null) {
      body = prompt.substring(prompt.indexOf("body ") + "body ".length());
    }
  }

  static Script of(String prompt) {
    return new Script(prompt);
  }

  Duration delay() {
    return delay;
  }

  Duration every() {
    return every;
  }

  /** Words to answer with; negative to repeat the prompt. */
  int tokens() {
    return tokens;
  }

  boolean tools() {
    return tools;
  }

  @Nullable String body() {
    return body;
  }

  /** To how many calls with the same prompt what goes wrong is confined. */
  int times() {
    return times;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** Whether nothing more comes after that many pieces. */
  boolean stallsAfter(int pieces) {
    return pieces == stallAfter;
  }

  /** Whether the connection breaks after that many pieces. */
  boolean cutsAfter(int pieces) {
    return pieces == cutAfter;
  }

  /** Without what goes wrong. */
  Script healed() {
    status = 200;
    stallAfter = -1;
    cutAfter = -1;
    return this;
  }

  /** The headers that say when to come again. */
  Map<String, String> hintHeaders() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String hint : hints) {
      String[] parts = hint.split("=", 2);
      String value = parts[1];
      if (value.startsWith(DATE)) {
        value =
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC)
                    .plusSeconds(Long.parseLong(value.substring(DATE.length()))));
      }
      if (parts[0].startsWith(RESET)) {
        headers.put(parts[0].replace("reset", "remaining"), "0");
      }
      if (!parts[0].equals(GEMINI)) {
        headers.put(parts[0], value);
      }
    }
    return headers;
  }

  /** Gemini's {@code retryDelay}, which is in the body; null for none. */
  @Nullable String geminiDelay() {
    return hints.stream()
        .filter(hint -> hint.startsWith(GEMINI + "="))
        .map(hint -> hint.substring(GEMINI.length() + 1))
        .findFirst()
        .orElse(null);
  }

  private boolean directive(String word) {
    int number = next + 1 < words.length ? number(words[next + 1]) : -1;
    switch (word) {
      case "tools" -> {
        tools = true;
        return true;
      }
      case "stall" -> {
        stallAfter = Math.max(number, 0);
        next += number < 0 ? 0 : 1;
        return true;
      }
      case "body" -> {
        body = "";
        next = words.length;
        return true;
      }
      case "code", "hint" -> {
        return named(word);
      }
      default -> {
        return number >= 0 && numbered(word, number);
      }
    }
  }

  private boolean named(String word) {
    if (next + 1 == words.length) {
      return false;
    }
    String value = words[++next];
    if (word.equals("code")) {
      code = value;
    } else if (value.contains("=")) {
      hints.add(value);
    }
    return true;
  }

  private boolean numbered(String word, int number) {
    switch (word) {
      case "delay" -> delay = Duration.ofMillis(number);
      case "every" -> every = Duration.ofMillis(number);
      case "tokens" -> tokens = number;
      case "cut" -> cutAfter = number;
      case "status" -> status = number;
      case "times" -> times = number;
      default -> {
        return false;
      }
    }
    next++;
    return true;
  }

  private static int number(String word) {
    return word.matches("\\d{1,7}") ? Integer.parseInt(word) : -1;
  }
}
