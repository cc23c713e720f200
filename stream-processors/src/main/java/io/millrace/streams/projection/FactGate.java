package io.millrace.streams.projection;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Where records enter a topology: looks each fact up once, hands it to the projections that read
 * its topic and remembers which of them counted it. One that refuses a fact leaves the others their
 * part, and has its own still to do when the dead letter is sent again.
 */
final class FactGate extends ContextualProcessor<String, Object, String, Fact> {

  private final Map<String, ? extends FactReader<Object, ?>> readers;
  private final Map<String, List<String>> projections;
  private final Place place;

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private FactMemory facts;

  @SuppressWarnings("NullAway.Init")
  private CommitPace pace;

  /**
   * Creates the gate of a task.
   *
   * @param readers by the topic they read; they only tell who a fact is
   * @param projections by the topic they read, the names of their nodes
   * @param place where it keeps what it knows
   */
  FactGate(
      Map<String, ? extends FactReader<Object, ?>> readers,
      Map<String, List<String>> projections,
      Place place) {
    this.readers = readers;
    this.projections = projections;
    this.place = place;
  }

  @Override
  public void init(ProcessorContext<String, Fact> context) {
    super.init(context);
    pace = new CommitPace(context);
    facts =
        new FactMemory(
            place.state(
                context,
                Projection.DEDUPE,
                place.alone() ? CountedFact.serde() : CountedFact.sharedSerde()),
            place.state(context, Horizon.STORE, Horizon.Moment.serde()),
            Grace.of(context.appConfigs()));
  }

  @Override
  public void process(Record<String, Object> record) {
    Checks.complete(record);
    facts.advance(record.timestamp());
    String topic = context().recordMetadata().orElseThrow().topic();
    String identity = Objects.requireNonNull(readers.get(topic), topic).identity(record);
    Fact fact = new Fact(record, identity, facts.get(identity), facts.horizon());
    Record<String, Fact> handed = record.withValue(fact);
    for (String projection : Objects.requireNonNull(projections.get(topic), topic)) {
      context().forward(handed, projection);
    }
    if (fact.changed()) {
      facts.put(identity, fact.counted(record.timestamp()));
    }
    pace.processed(record.timestamp());
  }
}
