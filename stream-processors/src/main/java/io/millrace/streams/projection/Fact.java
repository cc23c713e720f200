package io.millrace.streams.projection;

import java.util.List;

/**
 * A valid fact: who it is and what it does to the rows.
 *
 * @param identity two records with one identity are one fact, see {@link Identity}
 * @param changes what it does the first time
 * @param whenDuplicate what it does any later time
 * @param <R> the row's message
 */
public record Fact<R>(String identity, List<Change<R>> changes, List<Change<R>> whenDuplicate) {

  public Fact {
    changes = List.copyOf(changes);
    whenDuplicate = List.copyOf(whenDuplicate);
  }

  /** A fact that counts once: a duplicate only shows its rows again. */
  public static <R> Fact<R> once(String identity, List<? extends Change<R>> changes) {
    return new Fact<>(
        identity,
        List.copyOf(changes),
        changes.stream().map(change -> Change.<R>none(change.key())).toList());
  }
}
