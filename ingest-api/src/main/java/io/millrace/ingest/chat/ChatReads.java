package io.millrace.ingest.chat;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.chat.v1.ChatRead;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;

/** Reads how far in a conversation a user has got. */
final class ChatReads {

  private ChatReads() {}

  static Event read(Fields body, Call call) {
    String conversation = call.pathId("conversationId");
    String reader = call.user("has read");
    Envelope envelope = call.envelope();
    ChatRead read =
        ChatRead.newBuilder()
            .setTenant(envelope.tenant())
            .setConversationId(conversation)
            .setUserId(reader)
            .setUpToMessageId(body.id("upToMessageId"))
            .setReadAt(Timestamps.of(envelope.now()))
            .build();
    return envelope
        .event(
            EventKind.CHAT_READ,
            Topics.CHAT_READS,
            Keys.of(envelope.tenant(), conversation),
            envelope.source("conversations", conversation),
            call.changeId(),
            read)
        .named(call.idempotencyKey() != null);
  }
}
