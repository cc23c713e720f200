package io.millrace.worker.lease;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a request's stream is still to be told.
 *
 * @param after id of the entry it goes on after; empty if it does not matter what is there
 * @param anew the same for a stream that has lost that entry
 */
public record Tail(String after, List<Entry> entries, List<Entry> anew) {

  /** Nothing, after whatever there is. */
  public static final Tail NONE = new Tail("", List.of(), List.of());

  public Tail {
    entries = List.copyOf(entries);
    anew = List.copyOf(anew);
  }

  /** The same and one more. */
  public Tail with(Entry last) {
    return new Tail(after, add(entries, last), add(anew, last));
  }

  private static List<Entry> add(List<Entry> before, Entry last) {
    return Stream.concat(before.stream(), Stream.of(last)).toList();
  }
}
