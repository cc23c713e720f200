package io.millrace.projection.ai;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps {@code ai_usage_hour}. */
@Component
final class AiUsageSink implements Projection<AiUsage> {

  private static final ProtoSerde<AiUsage> SERDE = ProtoSerde.of(AiUsage.getDefaultInstance());

  private static final Table<AiUsage> TABLE =
      Table.<AiUsage>named("ai_usage_v1.ai_usage_hour")
          .key("tenant", TEXT, AiUsage::getTenant)
          .key("start", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getStart()))
          .key("model", TEXT, AiUsage::getModel)
          .key("priority", TEXT, AiUsage::getPriority)
          .key("part", INT, AiUsage::getPart)
          .value("requests", BIGINT, AiUsage::getRequests)
          .value("failed", BIGINT, AiUsage::getFailed)
          .value("cancelled", BIGINT, AiUsage::getCancelled)
          .value("fallbacks", BIGINT, AiUsage::getFallbacks)
          .value("prompt_tokens", BIGINT, AiUsage::getPromptTokens)
          .value("completion_tokens", BIGINT, AiUsage::getCompletionTokens)
          .value("wait_ms", BIGINT, AiUsage::getWaitMs)
          .value("process_ms", BIGINT, AiUsage::getProcessMs)
          .keepNewest("revision", AiUsage::getRevision);

  @Override
  public String name() {
    return "ai-usage";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(Topics.PROJECTION_AI_USAGE);
  }

  @Override
  public List<TopicSpec> inputs() {
    return List.of(Topics.AI_RESULTS);
  }

  @Override
  public AiUsage row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    AiUsage row = Require.message(SERDE, entry);
    Require.id("tenant", row.getTenant());
    Require.id("priority", row.getPriority());
    Require.time("start", row.hasStart(), row.getStart());
    return row;
  }

  @Override
  public @Nullable Covered covers(
      ConsumerRecord<byte[], byte @Nullable []> entry, @Nullable AiUsage row) {
    return row == null ? null : Covered.of(row.getInput());
  }

  @Override
  public List<Write> writes(List<AiUsage> rows) {
    return TABLE.upsert(rows);
  }
}
