package io.millrace.streams.chat;

import io.millrace.schemas.event.Keys;
import io.millrace.schemas.projection.v1.ChatRow;

/** A conversation, as the keys of its rows begin. */
record Talk(String tenant, String conversationId) {

  String key() {
    return Keys.of(tenant, conversationId);
  }

  String placeKey(String messageId) {
    return Keys.of(tenant, conversationId, "message", messageId);
  }

  String memberKey(String userId) {
    return Keys.of(tenant, conversationId, "member", userId);
  }

  /** A new row of it. */
  ChatRow.Builder row() {
    return ChatRow.newBuilder().setTenant(tenant).setConversationId(conversationId);
  }
}
