package io.millrace.streams.assistant;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.streams.ai.ResultFact;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.CommitPace;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.SeenFacts;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The first result of a request from a conversation becomes a message in it, if it is an answer; so
 * does that of a redrive.
 */
final class ResultProcessor implements Processor<String, AiResult, String, ChatMessage> {

  static final String SEEN = "results";

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private ProcessorContext<String, ChatMessage> context;

  @SuppressWarnings("NullAway.Init")
  private SeenFacts seen;

  @SuppressWarnings("NullAway.Init")
  private CommitPace pace;

  private FactMeter meter = FactMeter.NONE;

  @Override
  public void init(ProcessorContext<String, ChatMessage> context) {
    this.context = context;
    seen = new SeenFacts(context, SEEN);
    pace = new CommitPace(context);
    meter = FactMeter.of(context.appConfigs());
  }

  @Override
  public void process(Record<String, AiResult> record) {
    pace.processed(record.timestamp());
    Checks.complete(record);
    String identity = ResultFact.identity(record);
    if (seen.has(identity, record.timestamp())) {
      meter.duplicate();
      return;
    }
    ResultFact fact = ResultFact.of(record);
    AiResult result = fact.result();
    if (!result.getConversationId().isEmpty()) {
      if (fact.answersInConversation()) {
        answer(record, fact);
      }
      seen.remember(identity, record.timestamp());
    }
    meter.counted();
  }

  private void answer(Record<String, AiResult> record, ResultFact fact) {
    AiResult result = fact.result();
    String asked = result.getMessageId().isEmpty() ? result.getRequestId() : result.getMessageId();
    String id = Assistant.answerId(asked);
    ChatMessage.Builder message =
        ChatMessage.newBuilder()
            .setTenant(result.getTenant())
            .setConversationId(result.getConversationId())
            .setMessageId(id)
            .setSenderId(Assistant.USER)
            .setText(result.getAnswer())
            .setSentAt(fact.completedAt())
            .setInReplyTo(asked);
    if (!result.getUserId().isEmpty()) {
      message.addRecipients(result.getUserId());
    }
    String key = Keys.of(result.getTenant(), result.getConversationId());
    context.forward(
        new Record<>(
            key,
            message.build(),
            record.timestamp(),
            EventRecords.headers(
                record.headers(),
                result.getTenant(),
                id,
                "/tenants/"
                    + Keys.of(result.getTenant())
                    + "/conversations/"
                    + Keys.of(result.getConversationId()),
                "io.millrace.chat.message.v1",
                record.timestamp())));
  }
}
