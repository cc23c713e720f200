package io.millrace.streams.assistant;

import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatReply;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.streams.chat.MessageFact;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.CommitPace;
import io.millrace.streams.projection.FactMeter;
import io.millrace.streams.projection.SeenFacts;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A message that wants a reply becomes a request with what was said before it. The request's id
 * follows from the conversation's and the message's, as ingest-api holds a place for it by that.
 */
final class MessageProcessor implements Processor<String, ChatMessage, String, AiRequest> {

  static final String SEEN = "messages";

  @SuppressWarnings("NullAway.Init") // Kafka calls init first
  private ProcessorContext<String, AiRequest> context;

  @SuppressWarnings("NullAway.Init")
  private SeenFacts seen;

  @SuppressWarnings("NullAway.Init")
  private CommitPace pace;

  @SuppressWarnings("NullAway.Init")
  private History history;

  private FactMeter meter = FactMeter.NONE;

  @Override
  public void init(ProcessorContext<String, AiRequest> context) {
    this.context = context;
    seen = new SeenFacts(context, SEEN);
    history = new History(context);
    pace = new CommitPace(context);
    meter = FactMeter.of(context.appConfigs());
  }

  @Override
  public void process(Record<String, ChatMessage> record) {
    pace.processed(record.timestamp());
    Checks.complete(record);
    String identity = MessageFact.identity(record);
    if (seen.has(identity, record.timestamp())) {
      meter.duplicate();
      return;
    }
    ChatMessage message = MessageFact.of(record).message();
    if (message.getReply() == ChatReply.CHAT_REPLY_AI
        && !message.getSenderId().equals(Assistant.USER)) {
      String requestId = AiKeys.chatRequestId(message.getConversationId(), message.getMessageId());
      context.forward(
          new Record<>(
              Keys.of(requestId),
              request(message, requestId, record.timestamp()),
              record.timestamp(),
              EventRecords.headers(
                  record.headers(),
                  message.getTenant(),
                  requestId,
                  "/tenants/" + Keys.of(message.getTenant()) + "/ai",
                  "io.millrace.ai.request.v1",
                  record.timestamp())));
    }
    history.add(message, record.timestamp());
    seen.remember(identity, record.timestamp());
    meter.counted();
  }

  private AiRequest request(ChatMessage message, String requestId, long ingestedAt) {
    return AiRequest.newBuilder()
        .setTenant(message.getTenant())
        .setRequestId(requestId)
        .setUserId(message.getSenderId())
        .setPriority(Priority.PRIORITY_NORMAL)
        .addAllMessages(history.of(message.getTenant(), message.getConversationId()))
        .addMessages(History.turn(message.getSenderId(), message.getText()))
        .setAdmittedAt(Timestamps.of(Instant.ofEpochMilli(ingestedAt)))
        .setConversationId(message.getConversationId())
        .setMessageId(message.getMessageId())
        .build();
  }
}
