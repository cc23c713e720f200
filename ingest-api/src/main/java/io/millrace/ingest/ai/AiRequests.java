package io.millrace.ingest.ai;

import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Fields;
import io.millrace.ingest.queue.AiQueue;
import io.millrace.ingest.queue.Entrance;
import io.millrace.ingest.queue.Entrant;
import io.millrace.ingest.ratelimit.AiTerms;
import io.millrace.ingest.ratelimit.Limits;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.PromptMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import java.time.Instant;

/** Reads a question for the model and puts it on the topic of its priority. */
final class AiRequests {

  private static final int MOST_MESSAGES = 1_000;
  private static final int CONTENT_LENGTH = 500_000;
  private static final int MOST_TOKENS = 1_000_000;

  private static final Choice<AiLane> LANES =
      Choice.of(AiLane.HIGH.label(), AiLane.HIGH)
          .or(AiLane.NORMAL.label(), AiLane.NORMAL)
          .or(AiLane.LOW.label(), AiLane.LOW);

  private static final Choice<String> ROLES =
      Choice.of("user", "user").or("system", "system").or("assistant", "assistant");

  private final AiSettings settings;
  private final AiQueue queue;
  private final Limits limits;

  AiRequests(AiSettings settings, AiQueue queue, Limits limits) {
    this.settings = settings;
    this.queue = queue;
    this.limits = limits;
  }

  Prepared read(Fields body, Call call) {
    Envelope envelope = call.envelope();
    String id = body.has("requestId") ? body.id("requestId") : call.changeId();
    String user = call.userId();
    AiTerms terms = limits.ai(call.principal());
    AiLane lane = terms.require(body.oneOf("priority", LANES, terms.usual()));
    AiRequest.Builder request =
        AiRequest.newBuilder()
            .setTenant(envelope.tenant())
            .setRequestId(id)
            .setUserId(user == null ? "" : user)
            .setPriority(lane.priority())
            .addAllMessages(body.objects("messages", 1, MOST_MESSAGES, AiRequests::message))
            .setModel(body.optionalId("model"))
            .setAdmittedAt(Timestamps.of(envelope.now()));
    Long maxTokens = body.optionalInteger("maxTokens", 1, MOST_TOKENS);
    if (maxTokens != null) {
      request.setMaxTokens(maxTokens.intValue());
    }
    Instant deadline = body.has("deadline") ? deadline(body, envelope.now()) : null;
    if (deadline != null) {
      request.setDeadline(Timestamps.of(deadline));
    }
    Event event =
        envelope.event(
            EventKind.AI_REQUEST,
            lane.topic(),
            Keys.of(id),
            envelope.source("ai"),
            id,
            request.build());
    Entrant entrant =
        new Entrant(envelope.tenant(), id, request.getUserId(), lane, null, deadline, terms);
    return Queued.behind(
        new Entrance(queue, entrant), event.named(call.names(body, "requestId")), settings);
  }

  private static Instant deadline(Fields body, Instant now) {
    Instant deadline = body.time("deadline", now);
    if (body.errors().isEmpty() && !deadline.isAfter(now)) {
      body.wrong("deadline", "has passed");
    }
    return deadline;
  }

  private static PromptMessage message(Fields message) {
    return PromptMessage.newBuilder()
        .setRole(message.oneOf("role", ROLES, null))
        .setContent(message.text("content", CONTENT_LENGTH))
        .build();
  }
}
