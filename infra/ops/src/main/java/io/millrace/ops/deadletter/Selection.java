package io.millrace.ops.deadletter;

import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which dead letters of a topic are meant: all, or those that fit every kind of option given. */
final class Selection {

  private static final Pattern SHORT = Pattern.compile("\\d{1,9}@\\d{1,18}");

  @Option(names = "--all", description = "All that are open.")
  private boolean all;

  @Option(
      names = "--at",
      paramLabel = "P@O",
      description = "Only the one at this partition and offset, as 'dlt show' says.")
  private List<String> at = List.of();

  @Option(names = "--id", paramLabel = "ID", description = "Only those of the event of this id.")
  private List<String> ids = List.of();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only those with this text in their reason, in capitals or not.")
  private List<String> reasons = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "2147483647",
      description = "At most N, the oldest ones.")
  private int limit;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  int limit() {
    return limit;
  }

  /**
   * The test for one topic's letters.
   *
   * @throws ParameterException if nothing is selected, or a position is none of that topic
   */
  Predicate<Letter> of(String deadLetters) {
    boolean some = !at.isEmpty() || !ids.isEmpty() || !reasons.isEmpty();
    if (all == some) {
      throw new ParameterException(
          command.commandLine(), "Say which: --all, or some of --at, --id and --reason");
    }
    Set<Position> positions =
        at.stream().map(text -> position(deadLetters, text)).collect(Collectors.toSet());
    List<String> texts = reasons.stream().map(Selection::folded).toList();
    return letter -> {
      String id = letter.header(EventHeaders.ID);
      String reason = letter.header(EventHeaders.DEAD_LETTER_REASON);
      return letter.state() == State.OPEN
          && (positions.isEmpty() || positions.contains(letter.position()))
          && (ids.isEmpty() || (id != null && ids.contains(id)))
          && (texts.isEmpty()
              || (reason != null && texts.stream().anyMatch(folded(reason)::contains)));
    };
  }

  private Position position(String deadLetters, String text) {
    try {
      Position position =
          Position.parse(SHORT.matcher(text).matches() ? deadLetters + "-" + text : text);
      if (position.topic().equals(deadLetters)) {
        return position;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new ParameterException(
        command.commandLine(),
        "--at: " + text + " (expected: partition@offset of " + deadLetters + ")");
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
