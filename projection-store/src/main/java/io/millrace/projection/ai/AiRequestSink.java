package io.millrace.projection.ai;

import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Require;
import io.millrace.projection.sink.Write;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Keeps {@code ai_request}: one row from a request and its result, whichever is read first. They
 * come from different topics, so either may be.
 */
@Component
final class AiRequestSink implements Projection<AiRequestSink.Row> {

  private static final ProtoSerde<AiRequest> REQUESTS =
      ProtoSerde.of(AiRequest.getDefaultInstance());
  private static final ProtoSerde<AiResult> RESULTS = ProtoSerde.of(AiResult.getDefaultInstance());

  /** A request or a result. */
  sealed interface Row permits Admitted, Finished {}

  record Admitted(AiRequest request, Instant at) implements Row {}

  /**
   * A result.
   *
   * @param offset where it is in its partition of the results
   */
  record Finished(AiResult result, Instant at, int partition, long offset) implements Row {}

  @Override
  public String name() {
    return "ai-requests";
  }

  @Override
  public List<TopicSpec> topics() {
    return List.of(
        Topics.AI_REQUESTS_HIGH,
        Topics.AI_REQUESTS_NORMAL,
        Topics.AI_REQUESTS_LOW,
        Topics.AI_RESULTS);
  }

  @Override
  public Row row(ConsumerRecord<byte[], byte @Nullable []> entry) {
    Instant recorded = Instant.ofEpochMilli(entry.timestamp());
    if (entry.topic().equals(Topics.AI_RESULTS.name())) {
      AiResult result = Require.message(RESULTS, entry);
      Require.id("tenant", result.getTenant());
      Require.id("request_id", result.getRequestId());
      AiTables.status(result.getStatus());
      return new Finished(
          result,
          result.hasCompletedAt() ? Timestamps.toInstant(result.getCompletedAt()) : recorded,
          entry.partition(),
          entry.offset());
    }
    AiRequest request = Require.message(REQUESTS, entry);
    Require.id("tenant", request.getTenant());
    Require.id("request_id", request.getRequestId());
    return new Admitted(
        request,
        request.hasAdmittedAt() ? Timestamps.toInstant(request.getAdmittedAt()) : recorded);
  }

  @Override
  public List<Write> writes(List<Row> rows) {
    List<Admitted> admitted = new ArrayList<>();
    List<Finished> finished = new ArrayList<>();
    List<Finished> redriven = new ArrayList<>();
    for (Row row : rows) {
      if (row instanceof Admitted request) {
        admitted.add(request);
      } else if (row instanceof Finished result) {
        (result.result().getRedrive().isEmpty() ? finished : redriven).add(result);
      }
    }
    // Of several in a batch the first counts: what succeeded, else the latest.
    Collections.reverse(redriven);
    redriven.sort(
        Comparator.comparing(row -> row.result().getStatus() == AiStatus.AI_STATUS_FAILED));
    List<Write> writes = new ArrayList<>(AiTables.ADMITTED.upsert(admitted));
    writes.addAll(AiTables.FINISHED.upsert(finished));
    writes.addAll(AiTables.REDRIVEN.upsert(redriven));
    return writes;
  }
}
