package io.millrace.ingest.chat;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;

/** Reads a message of the user the caller acts for. */
final class ChatMessages {

  private static final int TEXT_LENGTH = 16_384;
  private static final int MOST_RECIPIENTS = 1_000;

  private static final Choice<Boolean> AI_REPLIES = Choice.of("none", false).or("ai", true);

  private ChatMessages() {}

  static Event read(Fields body, Call call) {
    String conversation = call.pathId("conversationId");
    String sender = call.user("sends the message");
    if (body.oneOf("reply", AI_REPLIES, false)) {
      body.wrong("reply", "ai is not available here yet; ask the model with POST /api/ai/requests");
    }
    Envelope envelope = call.envelope();
    String id = body.has("messageId") ? body.id("messageId") : call.changeId();
    ChatMessage message =
        ChatMessage.newBuilder()
            .setTenant(envelope.tenant())
            .setConversationId(conversation)
            .setMessageId(id)
            .setSenderId(sender)
            .setText(body.text("text", TEXT_LENGTH))
            .addAllRecipients(body.ids("recipients", MOST_RECIPIENTS))
            .setSentAt(Timestamps.of(envelope.now()))
            .build();
    return envelope
        .event(
            EventKind.CHAT_MESSAGE,
            Topics.CHAT_MESSAGES,
            Keys.of(envelope.tenant(), conversation),
            envelope.source("conversations", conversation),
            id,
            message)
        .named(call.names(body, "messageId"));
  }
}
