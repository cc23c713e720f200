package io.millrace.loadtest.seed;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The last positions that answers of the write API named, by partition. */
final class Positions {

  private static final Pattern POSITION = Pattern.compile("\"position\":\"([^\"@]+)@(\\d+)\"");

  private final Map<String, Long> offsets = new TreeMap<>();

  synchronized void addAllOf(String body) {
    Matcher matcher = POSITION.matcher(body);
    while (matcher.find()) {
      offsets.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Math::max);
    }
  }

  synchronized boolean isEmpty() {
    return offsets.isEmpty();
  }

  /** As {@code X-Read-After} has it. */
  synchronized String readAfter() {
    return offsets.entrySet().stream()
        .map(entry -> entry.getKey() + "@" + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
