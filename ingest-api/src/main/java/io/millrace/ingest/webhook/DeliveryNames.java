package io.millrace.ingest.webhook;

import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.Form;
import io.millrace.ingest.intake.ContentType;
import io.millrace.ingest.json.Json;
import io.millrace.ingest.json.Texts;
import io.millrace.ingest.signature.StandardWebhookHeaders;
import io.millrace.ingest.signature.Verifiers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What senders call a delivery and its type. Where a scheme signs an id, that one counts and no
 * other: anyone on the way can add a header.
 */
final class DeliveryNames {

  static final String UNKNOWN_TYPE = "unknown";

  private static final byte[] NO_BODY = {};

  private DeliveryNames() {}

  /** What the sender calls the delivery; a digest of the body where it does not. */
  static String id(String scheme, HttpHeaders http, byte[] body) {
    String id = sendersId(scheme, http, body);
    if (id == null) {
      return Ids.digest(body);
    }
    return Texts.wrongId(id) == null ? id : Ids.digest(id.getBytes(StandardCharsets.UTF_8));
  }

  /** What the headers call a delivery whose body is not to be trusted, null where they do not. */
  static @Nullable String givenId(String scheme, HttpHeaders http) {
    String id = sendersId(scheme, http, NO_BODY);
    return id == null || Texts.wrongId(id) != null ? null : id;
  }

  private static @Nullable String sendersId(String scheme, HttpHeaders http, byte[] body) {
    return switch (scheme) {
      case Verifiers.GITHUB -> orGeneralId(http.getFirst("X-GitHub-Delivery"), http);
      case Verifiers.STANDARD_WEBHOOKS -> http.getFirst(StandardWebhookHeaders.of(http).id());
      case Verifiers.STRIPE -> Json.topLevelText(body, "id");
      case Verifiers.SHOPIFY -> http.getFirst("X-Shopify-Webhook-Id");
      case Verifiers.SLACK -> Json.topLevelText(body, "event_id");
      case Verifiers.TWILIO -> twilioId(http, body);
      default -> orGeneralId(null, http);
    };
  }

  private static @Nullable String orGeneralId(@Nullable String own, HttpHeaders http) {
    String id = own == null ? http.getFirst("webhook-id") : own;
    return id == null ? http.getFirst("Idempotency-Key") : id;
  }

  /** A message has one delivery for each of its statuses, a call has many without one. */
  private static @Nullable String twilioId(HttpHeaders http, byte[] body) {
    String token = http.getFirst("I-Twilio-Idempotency-Token");
    Form form = token == null && Form.is(http) ? Form.parse(body) : null;
    if (form == null) {
      return token;
    }
    String message = form.only("MessageSid");
    String status = form.only("MessageStatus");
    if (status == null) {
      status = form.only("SmsStatus");
    }
    return message == null || status == null ? null : message + ":" + status;
  }

  /** What the sender calls the type of the event. */
  static String type(String scheme, HttpHeaders http, byte[] body) {
    String type = sendersType(scheme, http, body);
    return type == null || Texts.wrongId(type) != null ? UNKNOWN_TYPE : type;
  }

  /** What the headers call the type where the body is not to be trusted, null where they do not. */
  static @Nullable String givenType(String scheme, HttpHeaders http) {
    String type = sendersType(scheme, http, NO_BODY);
    return type == null || Texts.wrongId(type) != null ? null : type;
  }

  private static @Nullable String sendersType(String scheme, HttpHeaders http, byte[] body) {
    return switch (scheme) {
      case Verifiers.STANDARD_WEBHOOKS, Verifiers.STRIPE -> Json.topLevelText(body, "type");
      case Verifiers.SHOPIFY -> http.getFirst("X-Shopify-Topic");
      case Verifiers.SLACK -> slackType(http, body);
      case Verifiers.TWILIO -> twilioType(http, body);
      default -> generalType(http, body);
    };
  }

  private static @Nullable String generalType(HttpHeaders http, byte[] body) {
    String type = http.getFirst("X-GitHub-Event");
    if (type == null) {
      type = http.getFirst("X-Shopify-Topic");
    }
    return type == null && ContentType.isJson(http) ? Json.topLevelText(body, "type") : type;
  }

  /** The event inside its envelope, or the slash command. */
  private static @Nullable String slackType(HttpHeaders http, byte[] body) {
    if (Form.is(http)) {
      Form form = Form.parse(body);
      return form == null ? null : form.only("command");
    }
    String event = Json.textAt(body, "event", "type");
    return event == null ? Json.topLevelText(body, "type") : event;
  }

  private static @Nullable String twilioType(HttpHeaders http, byte[] body) {
    Form form = Form.is(http) ? Form.parse(body) : null;
    if (form == null) {
      return Json.topLevelText(body, "type");
    }
    for (String name : new String[] {"EventType", "MessageStatus", "SmsStatus", "CallStatus"}) {
      String type = form.only(name);
      if (type != null) {
        return type;
      }
    }
    return null;
  }
}
