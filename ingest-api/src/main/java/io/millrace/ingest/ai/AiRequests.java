package io.millrace.ingest.ai;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.intake.Accepted;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.intake.Taken;
import io.millrace.ingest.json.Choice;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.Priority;
import io.millrace.schemas.ai.v1.PromptMessage;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Reads a question for the model and puts it on the topic of its priority. */
final class AiRequests {

  private static final int MOST_MESSAGES = 1_000;
  private static final int CONTENT_LENGTH = 500_000;
  private static final int MOST_TOKENS = 1_000_000;

  private static final Choice<Priority> PRIORITIES =
      Choice.of("high", Priority.PRIORITY_HIGH)
          .or("normal", Priority.PRIORITY_NORMAL)
          .or("low", Priority.PRIORITY_LOW);

  private static final Choice<String> ROLES =
      Choice.of("user", "user").or("system", "system").or("assistant", "assistant");

  private final AiSettings settings;

  AiRequests(AiSettings settings) {
    this.settings = settings;
  }

  Prepared read(Fields body, Call call) {
    Envelope envelope = call.envelope();
    String id = body.has("requestId") ? body.id("requestId") : call.changeId();
    String user = call.userId();
    Priority priority = body.oneOf("priority", PRIORITIES, Priority.PRIORITY_NORMAL);
    AiRequest.Builder request =
        AiRequest.newBuilder()
            .setTenant(envelope.tenant())
            .setRequestId(id)
            .setUserId(user == null ? "" : user)
            .setPriority(priority)
            .addAllMessages(body.objects("messages", 1, MOST_MESSAGES, AiRequests::message))
            .setModel(body.optionalId("model"))
            .setAdmittedAt(Timestamps.of(envelope.now()));
    Long maxTokens = body.optionalInteger("maxTokens", 1, MOST_TOKENS);
    if (maxTokens != null) {
      request.setMaxTokens(maxTokens.intValue());
    }
    if (body.has("deadline")) {
      request.setDeadline(Timestamps.of(deadline(body, envelope.now())));
    }
    Event event =
        envelope.event(
            EventKind.AI_REQUEST,
            topic(priority),
            Keys.of(id),
            envelope.source("ai"),
            id,
            request.build());
    return new Prepared(event.named(call.names(body, "requestId")), this::answer);
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

  private static TopicSpec topic(Priority priority) {
    return switch (priority) {
      case PRIORITY_HIGH -> Topics.AI_REQUESTS_HIGH;
      case PRIORITY_LOW -> Topics.AI_REQUESTS_LOW;
      default -> Topics.AI_REQUESTS_NORMAL;
    };
  }

  private Mono<ServerResponse> answer(Event event, Taken taken) {
    String id = URLEncoder.encode(event.id(), StandardCharsets.UTF_8).replace("+", "%20");
    StringBuilder json = Accepted.fields(new StringBuilder(256).append('{'), event, taken);
    String url = settings.readApiUrl() + "/api/ai/requests/" + id + "/stream";
    JsonText.field(json.append(','), "streamUrl", url);
    return Mono.just(Answer.json(202, json.append('}')));
  }
}
