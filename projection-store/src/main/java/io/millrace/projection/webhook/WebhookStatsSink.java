package io.millrace.projection.webhook;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.JSONB;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps {@code webhook_minute}. */
@Component
final class WebhookStatsSink implements Projection<WebhookStats> {

  private static final ProtoSerde<WebhookStats> SERDE =
      ProtoSerde.of(WebhookStats.getDefaultInstance());

  private final Table<WebhookStats> table;

  WebhookStatsSink(JsonMapper json) {
    table =
        Table.<WebhookStats>named("webhook_stats_v1.webhook_minute")
            .key("tenant", TEXT, WebhookStats::getTenant)
            .key("source_key", TEXT, WebhookStats::getSourceKey)
            .key("start", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getStart()))
            .value("accepted", BIGINT, WebhookStats::getAccepted)
            .value("rejected", BIGINT, WebhookStats::getRejected)
            .value("duplicates", BIGINT, WebhookStats::getDuplicates)
            .value("bytes", BIGINT, WebhookStats::getBytes)
            .value("by_type", JSONB, row -> json.writeValueAsString(row.getByTypeMap()))
            .keepNewest("revision", WebhookStats::getRevision);
  }

  @Override
  public String name() {
    return "webhook-stats";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_WEBHOOK_STATS);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.WEBHOOKS_RECEIVED, Topics.WEBHOOKS_REJECTED);
  }

  @Override
  public WebhookStats row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    WebhookStats row = Require.message(SERDE, entry);
    Require.id("tenant", row.getTenant());
    Require.id("source_key", row.getSourceKey());
    Require.time("start", row.hasStart(), row.getStart());
    return row;
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable WebhookStats row) {
    return row == null ? null : Covered.of(row.getInput());
  }

  @Override
  public List<Write> writes(List<WebhookStats> rows) {
    return table.upsert(rows);
  }
}
