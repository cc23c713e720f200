package io.millrace.ingest.chat;

import io.millrace.ingest.ai.AiSettings;
import io.millrace.ingest.ai.Queued;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Fields;
import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.queue.Entrance;
import io.millrace.ingest.queue.Entrant;
import io.millrace.ingest.ratelimit.AiTerms;
import io.millrace.ingest.ratelimit.Limits;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.chat.v1.ChatReply;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;

/**
 * Reads a message of the user the caller acts for. One that the model is to answer needs a place in
 * its queue before it is written.
 */
final class ChatMessages {

  private static final int TEXT_LENGTH = 16_384;
  private static final int MOST_RECIPIENTS = 1_000;

  private static final Choice<ChatReply> REPLIES =
      Choice.of("none", ChatReply.CHAT_REPLY_NONE).or("ai", ChatReply.CHAT_REPLY_AI);

  private final AiSettings settings;
  private final AiQueue queue;
  private final Limits limits;

  ChatMessages(AiSettings settings, AiQueue queue, Limits limits) {
    this.settings = settings;
    this.queue = queue;
    this.limits = limits;
  }

  /** A message of a conversation. */
  Prepared read(Fields body, Call call) {
    ChatReply reply = body.oneOf("reply", REPLIES, ChatReply.CHAT_REPLY_NONE);
    ChatMessage message =
        message(body, call, "text")
            .setConversationId(call.pathId("conversationId"))
            .setSenderId(person(call.user("sends the message")))
            .addAllRecipients(body.ids("recipients", MOST_RECIPIENTS))
            .setReply(reply)
            .build();
    Event event = event(message, body, call);
    return reply == ChatReply.CHAT_REPLY_AI
        ? asked(message, event, call)
        : Prepared.accepted(event);
  }

  /** A message to the model; where the caller names no user, the session is the sender. */
  Prepared readShort(Fields body, Call call) {
    String session = body.id("sessionId");
    String user = call.userId();
    ChatMessage message =
        message(body, call, "message")
            .setConversationId(session)
            .setSenderId(person(user == null ? session : user))
            .setReply(ChatReply.CHAT_REPLY_AI)
            .build();
    return asked(message, event(message, body, call), call);
  }

  private static String person(String sender) {
    if (sender.equals(AiKeys.SENDER)) {
      throw new Problem(403, "user-reserved", "the user " + sender + " is the model").refusal();
    }
    return sender;
  }

  private static ChatMessage.Builder message(Fields body, Call call, String text) {
    return ChatMessage.newBuilder()
        .setTenant(call.envelope().tenant())
        .setMessageId(body.has("messageId") ? body.id("messageId") : call.changeId())
        .setText(body.text(text, TEXT_LENGTH))
        .setSentAt(Timestamps.of(call.envelope().now()));
  }

  private static Event event(ChatMessage message, Fields body, Call call) {
    Envelope envelope = call.envelope();
    String conversation = message.getConversationId();
    return envelope
        .event(
            EventKind.CHAT_MESSAGE,
            Topics.CHAT_MESSAGES,
            Keys.of(envelope.tenant(), conversation),
            envelope.source("conversations", conversation),
            message.getMessageId(),
            message)
        .named(call.names(body, "messageId"));
  }

  private Prepared asked(ChatMessage message, Event event, Call call) {
    AiTerms terms = limits.ai(call.principal());
    Entrant entrant =
        new Entrant(
            message.getTenant(),
            AiKeys.chatRequestId(message.getConversationId(), message.getMessageId()),
            message.getSenderId(),
            terms.require(AiLane.NORMAL),
            message.getConversationId(),
            null,
            terms);
    return Queued.behind(new Entrance(queue, entrant), event, settings);
  }
}
