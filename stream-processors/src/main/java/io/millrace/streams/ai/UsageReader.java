package io.millrace.streams.ai;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Grain;
import io.millrace.streams.projection.Place;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** A request counts in the hour in which it ended. */
final class UsageReader implements FactReader<AiResult, AiUsage> {

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private ProcessingContext context;

  @Override
  public void init(ProcessingContext context, Place place) {
    this.context = context;
  }

  @Override
  public String identity(Record<String, AiResult> record) {
    return ResultFact.identity(record);
  }

  @Override
  public List<? extends Change<AiUsage>> changes(Record<String, AiResult> record) {
    ResultFact fact = ResultFact.of(record);
    AiResult result = fact.result();
    String priority = priority(result.getPriority());
    Timestamp start = Grain.HOUR.start(fact.completedAt());
    int part = context.recordMetadata().orElseThrow().partition();
    String key =
        Keys.of(
            result.getTenant(),
            result.getModel(),
            priority,
            Grain.text(start),
            Integer.toString(part));
    return List.of(new Used(key, result, priority, start, part));
  }

  private static String priority(Priority priority) {
    return switch (priority) {
      case PRIORITY_HIGH -> "high";
      case PRIORITY_LOW -> "low";
      case PRIORITY_NORMAL, PRIORITY_UNSPECIFIED, UNRECOGNIZED -> "normal";
    };
  }

  private record Used(
      @Override String key, AiResult result, String priority, Timestamp start, int part)
      implements Change<AiUsage> {

    @Override
    public long until() {
      return Grain.HOUR.until(start);
    }

    @Override
    public AiUsage apply(@Nullable AiUsage row) {
      AiUsage.Builder usage =
          row == null
              ? AiUsage.newBuilder()
                  .setTenant(result.getTenant())
                  .setModel(result.getModel())
                  .setPriority(priority)
                  .setStart(start)
                  .setPart(part)
              : row.toBuilder();
      AiStatus status = result.getStatus();
      return usage
          .setRequests(usage.getRequests() + 1)
          .setFailed(usage.getFailed() + (status == AiStatus.AI_STATUS_FAILED ? 1 : 0))
          .setCancelled(usage.getCancelled() + (status == AiStatus.AI_STATUS_CANCELLED ? 1 : 0))
          .setFallbacks(usage.getFallbacks() + (result.getFallback() ? 1 : 0))
          .setPromptTokens(
              Math.addExact(usage.getPromptTokens(), result.getUsage().getPromptTokens()))
          .setCompletionTokens(
              Math.addExact(usage.getCompletionTokens(), result.getUsage().getCompletionTokens()))
          .setWaitMs(Math.addExact(usage.getWaitMs(), result.getWaitMs()))
          .setProcessMs(Math.addExact(usage.getProcessMs(), result.getProcessMs()))
          .setRevision(usage.getRevision() + 1)
          .build();
    }
  }
}
