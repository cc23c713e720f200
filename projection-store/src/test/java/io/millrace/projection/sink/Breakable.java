package io.millrace.projection.sink;

import io.millrace.schemas.topic.TopicSpec;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A projection that can be made to fail at each step of a batch. */
final class Breakable<R> implements Projection<R> {

  /** As when Postgres is stopped: a fault that passes. */
  private static final Write BREAK =
      new Write("do $$ begin raise exception 'gone' using errcode = '57P01'; end $$", List.of());

  /** After which step to fail next. */
  enum Step {
    ROWS_WRITTEN,
    COMMITTED,
    NONE
  }

  /** The end of the process: no code of its own can catch it. */
  @SuppressWarnings("serial")
  static final class Killed extends Error {

    private Killed() {
      super("killed before Redis was told", null, false, false);
    }
  }

  private final Projection<R> projection;
  private Step failAfter = Step.NONE;
  private int resumed;

  Breakable(Projection<R> projection) {
    this.projection = projection;
  }

  void failAfter(Step step) {
    failAfter = step;
  }

  @Override
  public String name() {
    return projection.name();
  }

  @Override
  public List<TopicSpec> topics() {
    return projection.topics();
  }

  @Override
  public R row(ConsumerRecord<byte[], byte[]> entry) {
    return projection.row(entry);
  }

  @Override
  public Covered covers(ConsumerRecord<byte[], byte[]> entry, R row) {
    return projection.covers(entry, row);
  }

  @Override
  public List<Write> writes(List<R> rows) {
    List<Write> writes = new ArrayList<>(projection.writes(rows));
    if (failAfter == Step.ROWS_WRITTEN) {
      writes.add(BREAK);
    }
    return writes;
  }

  @Override
  public R returned(Readable row) {
    return projection.returned(row);
  }

  @Override
  public void committed(List<R> rows, List<R> returned) {
    if (failAfter == Step.COMMITTED) {
      throw new Killed();
    }
    projection.committed(rows, returned);
  }

  @Override
  public void resumed() {
    resumed++;
    projection.resumed();
  }

  /** How often it was told that it goes on where another stopped. */
  int timesResumed() {
    return resumed;
  }
}
