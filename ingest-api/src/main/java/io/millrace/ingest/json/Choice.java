package io.millrace.ingest.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words a field may hold and what they mean, in the order they are listed to people. */
public final class Choice<E> {

  private final Map<String, E> byWord;
  private final String words;
  private final E any;

  private Choice(Map<String, E> byWord) {
    this.byWord = byWord;
    this.words = String.join(", ", byWord.keySet());
    this.any = byWord.values().iterator().next();
  }

  public static <E> Choice<E> of(String word, E value) {
    Map<String, E> byWord = new LinkedHashMap<>();
    byWord.put(word, value);
    return new Choice<>(byWord);
  }

  /** A choice of words that mean themselves, of which there is at least one. */
  public static Choice<String> ofWords(Iterable<String> words) {
    Map<String, String> byWord = new LinkedHashMap<>();
    words.forEach(word -> byWord.put(word, word));
    return new Choice<>(byWord);
  }

  /** The same choice with one more word. */
  public Choice<E> or(String word, E value) {
    Map<String, E> more = new LinkedHashMap<>(byWord);
    more.put(word, value);
    return new Choice<>(more);
  }

  public @Nullable E find(String word) {
    return byWord.get(word);
  }

  public String words() {
    return words;
  }

  /** Stands in for a word that was wrong. */
  E any() {
    return any;
  }
}
