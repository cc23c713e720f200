package io.millrace.ingest.webhook;

import io.millrace.ingest.http.Answer;
import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What Slack sends once, signed like an event, when its owner enters the address of a source.
 *
 * @see <a href="https://docs.slack.dev/reference/events/url_verification">Slack's documentation</a>
 */
final class SlackChallenge {

  private SlackChallenge() {}

  /** The answer to a challenge, null where the body is none. */
  static @Nullable Answer answer(byte[] body) {
    String challenge =
        "url_verification".equals(Json.topLevelText(body, "type"))
            ? Json.topLevelText(body, "challenge")
            : null;
    return challenge == null
        ? null
        : Answer.json(
            200, JsonText.field(new StringBuilder("{"), "challenge", challenge).append('}'));
  }
}
