package io.millrace.streams.notification;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.projection.v1.Notification;
import io.millrace.streams.ai.ResultFact;
import io.millrace.streams.projection.Change;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.ShortIds;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The end of an AI request notifies the user who asked, unless he cancelled it or the answer is a
 * chat message, which notifies by itself.
 */
final class ResultNotices implements FactReader<AiResult, Notification> {

  @Override
  public String identity(Record<String, AiResult> record) {
    return ResultFact.identity(record);
  }

  @Override
  public List<Change<Notification>> changes(Record<String, AiResult> record) {
    ResultFact fact = ResultFact.of(record);
    AiResult result = fact.result();
    boolean nobody =
        fact.answersInConversation()
            || result.getUserId().isEmpty()
            || result.getStatus() == AiStatus.AI_STATUS_CANCELLED;
    return Notice.changes(result.getTenant(), nobody ? List.of() : List.of(notice(fact)));
  }

  private static Notice notice(ResultFact fact) {
    AiResult result = fact.result();
    boolean failed = result.getStatus() == AiStatus.AI_STATUS_FAILED;
    return new Notice(
        Notification.newBuilder()
            .setTenant(result.getTenant())
            .setUserId(result.getUserId())
            .setNotificationId(notificationId(result))
            .setKind("ai")
            .setTitle(failed ? "AI request failed" : "AI answer ready")
            .setBody(failed ? result.getErrorMessage() : "")
            .setCreatedAt(fact.completedAt())
            .setRequestId(result.getRequestId())
            .setRevision(1)
            .build());
  }

  private static String notificationId(AiResult result) {
    return result.getRedrive().isEmpty()
        ? ShortIds.of("ai", result.getRequestId())
        : ShortIds.of("ai", result.getRequestId(), result.getRedrive());
  }
}
