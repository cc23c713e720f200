package io.millrace.ingest.openai;

import com.google.protobuf.ByteString;
import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Call;
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
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads the body of a chat completion. It is handed on to the provider as it is, so that what we do
 * not know works too; only what we need is looked at.
 */
final class CompletionReader {

  private static final int MOST_MESSAGES = 10_000;
  private static final int WORD = 64;

  /** People see so much of each message; the model is given all. */
  private static final int SHOWN = 2_000;

  private static final int MOST_SHOWN = 50;

  private final OpenAiSettings settings;
  private final AiQueue queue;
  private final Limits limits;

  CompletionReader(OpenAiSettings settings, AiQueue queue, Limits limits) {
    this.settings = settings;
    this.queue = queue;
    this.limits = limits;
  }

  /**
   * A completion and the event that asks for it.
   *
   * @param asked what the client wants
   * @param event goes to the worker
   */
  record Read(Asked asked, Event event) {}

  Read read(Fields body, Call call) {
    Envelope envelope = call.envelope();
    AiTerms terms = limits.ai(call.principal());
    AiLane lane = terms.require(lane(call, terms));
    String key = call.idempotencyKey();
    String id = key == null ? "chatcmpl-" + Ids.uuid() : key;
    String model = body.optionalText("model", Fields.ID_LENGTH);
    boolean stream = body.flag("stream", false);
    body.optionalInteger("n", 1, 1);
    List<PromptMessage> messages =
        body.objects("messages", 1, MOST_MESSAGES, CompletionReader::message);
    String user = user(body, call);
    AiRequest request =
        AiRequest.newBuilder()
            .setTenant(envelope.tenant())
            .setRequestId(id)
            .setUserId(user)
            .setPriority(lane.priority())
            .addAllMessages(
                messages.subList(Math.max(0, messages.size() - MOST_SHOWN), messages.size()))
            .setModel(settings.chosen(model))
            .setAdmittedAt(Timestamps.of(envelope.now()))
            .setOpenai(ByteString.copyFrom(body.canonical()))
            .build();
    Event event =
        envelope
            .event(
                EventKind.AI_REQUEST, lane.topic(), Keys.of(id), envelope.source("ai"), id, request)
            .named(key != null);
    Entrant entrant = new Entrant(envelope.tenant(), id, user, lane, null, null, terms);
    Asked asked =
        new Asked(
            id,
            key != null,
            model.isEmpty() ? OpenAiSettings.DEFAULT : model,
            stream,
            body.json().at("/stream_options/include_usage").asBoolean(false),
            envelope.now().getEpochSecond(),
            new Entrance(queue, entrant));
    return new Read(asked, event);
  }

  private static AiLane lane(Call call, AiTerms terms) {
    String word = call.request().exchange().getRequest().getHeaders().getFirst("X-Priority");
    if (word == null) {
      return terms.usual();
    }
    AiLane lane = AiLane.find(word);
    if (lane == null) {
      throw new Problem(400, "malformed-header", "X-Priority: expected one of high, normal, low")
          .refusal();
    }
    return lane;
  }

  private static String user(Fields body, Call call) {
    String user = call.userId();
    return user == null ? body.optionalId("user") : user;
  }

  private static PromptMessage message(Fields message) {
    StringBuilder shown = new StringBuilder();
    JsonNode content = message.json().path("content");
    if (content.isString()) {
      shown.append(content.stringValue());
    }
    for (JsonNode part : content) {
      if (part.path("text").isString()) {
        shown.append(part.get("text").stringValue());
      }
    }
    return PromptMessage.newBuilder()
        .setRole(message.text("role", WORD))
        .setContent(shown.substring(0, Math.min(shown.length(), SHOWN)))
        .build();
  }
}
