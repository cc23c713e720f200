package io.millrace.projection.sink;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.sales.v1.Shift;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts how often each record was applied. Unlike a real projection it is not idempotent, so it
 * shows a batch that is applied twice.
 */
final class TallyProjection implements Projection<Shift> {

  static final TopicSpec TOPIC = Topics.SALES_SHIFTS;

  static final String DDL =
      "create table if not exists tally (tenant text, id text, note text not null,"
          + " times int not null, constraint not_refused check (note <> 'refused'),"
          + " primary key (tenant, id))";

  private static final Table<Shift> TABLE =
      Table.<Shift>named("tally")
          .key("tenant", ColumnType.TEXT, Shift::getTenant)
          .key("id", ColumnType.TEXT, Shift::getShiftId)
          .value("note", ColumnType.TEXT, Shift::getEmployeeId)
          .value("times", ColumnType.INT, shift -> 1)
          .onConflict("do update set times = t.times + 1");

  private final String tenant;

  /** Sees only one tenant's records, because tests share topic and table. */
  TallyProjection(String tenant) {
    this.tenant = tenant;
  }

  @Override
  public String name() {
    return "tally-" + tenant;
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(TOPIC);
  }

  @Override
  public Shift row(ConsumerRecord<byte[], byte[]> entry) {
    Shift shift = Require.message(ProtoSerde.of(Shift.getDefaultInstance()), entry);
    Require.id("shift_id", shift.getShiftId());
    return shift.getTenant().equals(tenant) ? shift : null;
  }

  @Override
  public List<Write> writes(List<Shift> rows) {
    return TABLE.upsert(rows);
  }
}
