package io.millrace.projection.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What somebody typed, taken apart.
 *
 * @param text all of it, without blanks around it
 * @param head the words before the last one, as they are
 * @param last the last word, which may be typed only in part
 * @param prefix of the last word its last letters and digits; empty where there are none
 * @param mistyped letters and digits of each word that is long enough to be recognised though
 *     mistyped
 */
record SearchWords(String text, String head, String last, String prefix, List<String> mistyped) {

  private static final int MOST_MISTYPED = 5;
  private static final int SHORTEST_MISTYPED = 3;

  SearchWords {
    mistyped = List.copyOf(mistyped);
  }

  static SearchWords of(String typed) {
    String text = typed.strip();
    int blank = lastBlank(text);
    String last = text.substring(blank + 1);
    List<String> runs = runs(last);
    List<String> mistyped = new ArrayList<>();
    for (String run : runs(text)) {
      if (mistyped.size() < MOST_MISTYPED
          && run.length() >= SHORTEST_MISTYPED
          && !mistyped.contains(run)) {
        mistyped.add(run);
      }
    }
    return new SearchWords(
        text,
        text.substring(0, blank + 1).strip(),
        last,
        runs.isEmpty() ? "" : runs.get(runs.size() - 1),
        mistyped);
  }

  /** Whether there is nothing in it that a word could be made of. */
  boolean isWordless() {
    return runs(text).isEmpty();
  }

  private static int lastBlank(String text) {
    for (int i = text.length() - 1; i >= 0; i--) {
      if (Character.isWhitespace(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> runs(String text) {
    String folded = text.toLowerCase(Locale.ROOT).replace('ё', 'е');
    return Arrays.stream(folded.split("[^\\p{L}\\p{N}]+")).filter(run -> !run.isEmpty()).toList();
  }
}
