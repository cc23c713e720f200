package io.millrace.projection.chat;

import io.millrace.projection.auth.Caller;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who may read a conversation. */
@Component
public final class Participants {

  private final MessageQuery messages;

  Participants(MessageQuery messages) {
    this.messages = messages;
  }

  /** A back end decides for itself who may read; a user reads where he takes part. */
  public Mono<Boolean> mayRead(Caller caller, String conversationId) {
    return caller.isUser()
        ? messages.takesPart(caller.tenant(), conversationId, caller.user())
        : Mono.just(true);
  }
}
