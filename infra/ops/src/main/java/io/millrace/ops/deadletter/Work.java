package io.millrace.ops.deadletter;

import io.millrace.ops.cli.Confirmation;
import io.millrace.ops.cli.Output;
import io.millrace.ops.kafka.KafkaOptions;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.ops.v1.DeadLetterOutcome;
import io.millrace.schemas.topic.TopicSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Does one thing about some open letters of a topic, each once. */
final class Work {

  private static final Clock CLOCK = Clock.systemUTC();

  private final Output output;
  private final KafkaOptions kafka;
  private final TopicSpec topic;
  private final Selection selection;
  private final State target;

  /**
   * Nothing is done yet.
   *
   * @param topic the dead-letter topic
   * @param target what the letters are to be
   */
  Work(Output output, KafkaOptions kafka, TopicSpec topic, Selection selection, State target) {
    this.output = output;
    this.kafka = kafka;
    this.topic = topic;
    this.selection = selection;
    this.target = target;
  }

  /**
   * Does it, or tells what it would do.
   *
   * @param rate most a second
   * @return the exit code: 1 if one of the letters has to stay open
   */
  int run(Confirmation confirmation, boolean dryRun, int rate) {
    Predicate<Letter> selected = selection.of(topic.name());
    try (Admin admin = kafka.admin();
        KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      Letters letters = Letters.of(kafka, admin, consumer, List.of(topic));
      List<Step> steps = plan(admin, consumer, read(letters, selected));
      long possible = steps.stream().filter(step -> step.obstacle() == null).count();
      if (dryRun) {
        steps.forEach(step -> print(step, State.OPEN, null));
      } else if (possible > 0) {
        letters.requireMarks();
        confirmation.ask(question(possible));
        steps = take(admin, consumer, letters, selected, new Pace(rate));
      } else {
        steps.forEach(step -> print(step, State.OPEN, null));
      }
      summarize(steps, dryRun);
      return steps.stream().allMatch(step -> step.obstacle() == null) ? 0 : 1;
    } catch (KafkaException e) {
      throw kafka.failure(e);
    }
  }

  private List<Step> take(
      Admin admin,
      KafkaConsumer<byte[], byte[]> consumer,
      Letters letters,
      Predicate<Letter> selected,
      Pace pace) {
    try (Ledger ledger = Ledger.open(kafka, CLOCK)) {
      // Again: what was read before may be done by now, what is read here cannot.
      List<Letter> open = read(letters, selected);
      ledger.forget(letters.gone());
      List<Step> steps = plan(admin, consumer, open);
      List<Step> chunk = new ArrayList<>();
      for (Step step : steps) {
        if (step.obstacle() != null) {
          print(step, State.OPEN, null);
          continue;
        }
        chunk.add(step);
        if (chunk.size() == pace.chunk()) {
          take(admin, ledger, chunk, pace);
          chunk.clear();
        }
      }
      take(admin, ledger, chunk, pace);
      return steps;
    }
  }

  private void take(Admin admin, Ledger ledger, List<Step> chunk, Pace pace) {
    if (chunk.isEmpty()) {
      return;
    }
    pace.await(chunk.size());
    if (target == State.REDRIVEN && topic.schema() instanceof AiRequest) {
      new Backlog(output, kafka, admin).await();
    }
    List<@Nullable Position> written =
        ledger.take(
            chunk,
            target == State.REDRIVEN
                ? DeadLetterOutcome.DEAD_LETTER_OUTCOME_REDRIVEN
                : DeadLetterOutcome.DEAD_LETTER_OUTCOME_DISCARDED);
    for (int i = 0; i < chunk.size(); i++) {
      print(chunk.get(i), target, written.get(i));
    }
  }

  private List<Letter> read(Letters letters, Predicate<Letter> selected) {
    List<Letter> found = new ArrayList<>();
    letters.each(
        letter -> {
          if (found.size() < selection.limit() && selected.test(letter)) {
            found.add(letter);
          }
        });
    return found;
  }

  private List<Step> plan(
      Admin admin, KafkaConsumer<byte[], byte[]> consumer, List<Letter> letters) {
    if (target == State.DISCARDED) {
      return letters.stream().map(letter -> new Step(letter, null, null)).toList();
    }
    RedrivePlan plan = RedrivePlan.of(kafka, admin, consumer, letters, CLOCK);
    return letters.stream().map(plan::step).toList();
  }

  private String question(long count) {
    String letters =
        count + (count == 1 ? " dead letter" : " dead letters") + " of " + topic.name();
    return target == State.REDRIVEN
        ? "Send " + letters + " back to where they came from?"
        : "Discard " + letters + "? Nothing brings them back.";
  }

  private void print(Step step, State state, @Nullable Position to) {
    if (output.json()) {
      output.json(step.json(state, to == null ? null : to.toString()));
    } else if (step.obstacle() != null) {
      output.line(step.letter().position() + " stays: " + step.obstacle());
    } else if (to != null) {
      output.line(step.letter().position() + " -> " + to);
    } else if (step.record() != null) {
      output.line(
          step.letter().position() + " -> " + Objects.requireNonNull(step.record()).topic());
    } else {
      output.line(step.letter().position().toString());
    }
  }

  private void summarize(List<Step> steps, boolean dryRun) {
    if (output.json()) {
      return;
    }
    if (steps.isEmpty()) {
      output.line("no open dead letters of " + topic.name() + " match");
      return;
    }
    long stay = steps.stream().filter(step -> step.obstacle() != null).count();
    output.line(
        (steps.size() - stay)
            + (dryRun ? " would be " : " ")
            + target
            + (stay > 0 ? ", " + stay + (stay == 1 ? " stays" : " stay") + " open" : ""));
  }
}
