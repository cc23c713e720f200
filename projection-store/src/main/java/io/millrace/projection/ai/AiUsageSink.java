package io.millrace.projection.ai;

import static io.millrace.projection.sink.ColumnType.BIGINT;
import static io.millrace.projection.sink.ColumnType.INT;
import static io.millrace.projection.sink.ColumnType.TEXT;
import static io.millrace.projection.sink.ColumnType.TIMESTAMPTZ;

import io.millrace.projection.sink.Covered;
import io.millrace.projection.sink.LateFacts;
import io.millrace.projection.sink.LateIdentity;
import io.millrace.projection.sink.LateReceipts;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Table;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps {@code ai_usage_hour}, and beside it each result for an hour that the topology let go of:
 * it counts if it is the one that the request ended with. Whether it is, the requests tell once
 * they cover it.
 */
@Component
final class AiUsageSink implements Projection<AiUsage> {

  private static final ProtoSerde<AiUsage> SERDE = ProtoSerde.of(AiUsage.getDefaultInstance());

  private static final String ADD_LATE =
      """
      insert into ai_usage_v1.late_fact (tenant, start, request_id, model, priority, part,
        requests, failed, cancelled, fallbacks, prompt_tokens, completion_tokens, wait_ms,
        process_ms)
      select r.tenant, r.start, r.request_id, r.model, r.priority, r.part, r.requests, r.failed,
        r.cancelled, r.fallbacks, r.prompt_tokens, r.completion_tokens, r.wait_ms, r.process_ms
      from $rows
      where exists (
        select from ai_request q
        where q.tenant = r.tenant and q.request_id = r.request_id
          and q.result_input_partition = r.input_partition
          and q.result_input_offset = r.input_offset)
      on conflict do nothing""";

  private static final Table<AiUsage> HOURS =
      figures(
              hour("ai_usage_v1.ai_usage_hour")
                  .key("model", TEXT, AiUsage::getModel)
                  .key("priority", TEXT, AiUsage::getPriority)
                  .key("part", INT, AiUsage::getPart))
          .keepNewest("revision", AiUsage::getRevision);

  private static final Table<AiUsage> LATE =
      figures(
              hour("ai_usage_v1.late_fact")
                  .key("request_id", TEXT, row -> LateIdentity.of(row.getLate()).id())
                  .value("model", TEXT, AiUsage::getModel)
                  .value("priority", TEXT, AiUsage::getPriority)
                  .value("part", INT, AiUsage::getPart))
          .noted("input_partition", INT, row -> row.getLate().getPosition().getPartition())
          .noted("input_offset", BIGINT, row -> row.getLate().getPosition().getOffset())
          .statement(ADD_LATE);

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
    if (LateReceipts.onlyCovers(row.hasLate(), row.getLate())) {
      return row;
    }
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
    List<Write> writes =
        new ArrayList<>(HOURS.upsert(rows.stream().filter(row -> !row.hasLate()).toList()));
    List<AiUsage> late =
        rows.stream().filter(row -> !row.getLate().getIdentity().isEmpty()).toList();
    if (!late.isEmpty()) {
      writes.add(
          LateFacts.covered(
              "ai_results_cover", late.stream().map(row -> row.getLate().getPosition()).toList()));
      writes.addAll(LATE.upsert(late));
    }
    return writes;
  }

  private static Table.Builder<AiUsage> hour(String table) {
    return Table.<AiUsage>named(table)
        .key("tenant", TEXT, AiUsage::getTenant)
        .key("start", TIMESTAMPTZ, row -> Timestamps.toInstant(row.getStart()));
  }

  private static Table.Builder<AiUsage> figures(Table.Builder<AiUsage> table) {
    return table
        .value("requests", BIGINT, AiUsage::getRequests)
        .value("failed", BIGINT, AiUsage::getFailed)
        .value("cancelled", BIGINT, AiUsage::getCancelled)
        .value("fallbacks", BIGINT, AiUsage::getFallbacks)
        .value("prompt_tokens", BIGINT, AiUsage::getPromptTokens)
        .value("completion_tokens", BIGINT, AiUsage::getCompletionTokens)
        .value("wait_ms", BIGINT, AiUsage::getWaitMs)
        .value("process_ms", BIGINT, AiUsage::getProcessMs);
  }
}
