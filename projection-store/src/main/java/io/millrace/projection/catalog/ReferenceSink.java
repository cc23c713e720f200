package io.millrace.projection.catalog;

import static io.millrace.projection.sink.ColumnType.JSONB;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.catalog.v1.Reference;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps {@code reference}; a tombstone deletes. */
@Component
final class ReferenceSink implements Projection<Change<Reference>> {

  private static final ProtoSerde<Reference> SERDE = ProtoSerde.of(Reference.getDefaultInstance());

  private final Table<Change<Reference>> table;

  ReferenceSink(JsonMapper json) {
    table =
        Table.<Change<Reference>>named("reference_v1.reference")
            .key("tenant", TEXT, change -> change.id(0))
            .key("kind", TEXT, change -> change.id(1))
            .key("id", TEXT, change -> change.id(2))
            .value("name", TEXT, change -> Table.orNull(change.state().getName()))
            .value("timezone", TEXT, change -> Table.orNull(change.state().getTimezone()))
            .value("currency", TEXT, change -> Table.orNull(change.state().getCurrency()))
            .value("phone", TEXT, change -> Table.orNull(change.state().getPhone()))
            .value(
                "attributes",
                JSONB,
                change -> json.writeValueAsString(change.state().getAttributesMap()))
            .value("updated_at", TIMESTAMPTZ, Change::at)
            .keepNewest("log_offset", Change::offset);
  }

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.CATALOG_REFERENCE);
  }

  @Override
  public Change<Reference> row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    if (entry.value() == null) {
      return Change.deletion(entry, 3);
    }
    Reference reference = Require.message(SERDE, entry);
    Require.id("tenant", reference.getTenant());
    Require.id("kind", reference.getKind());
    Require.id("id", reference.getId());
    return Change.to(
        reference,
        List.of(reference.getTenant(), reference.getKind(), reference.getId()),
        reference.hasUpdatedAt() ? reference.getUpdatedAt() : null,
        entry);
  }

  @Override
  public List<Write> writes(List<Change<Reference>> rows) {
    return Change.writes(table, rows);
  }
}
