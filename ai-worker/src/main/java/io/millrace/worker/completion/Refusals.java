package io.millrace.worker.completion;

import static io.millrace.worker.completion.CompletionException.Code.CONTENT_REFUSED;
import static io.millrace.worker.completion.CompletionException.Code.CONTEXT_TOO_LONG;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_ACCESS_DENIED;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_ERROR;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_QUOTA_EXHAUSTED;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_RATE_LIMITED;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_REFUSED;
import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_TIMEOUT;

import io.millrace.worker.completion.CompletionException.Code;
import io.millrace.worker.completion.CompletionException.Fault;
import java.time.Clock;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What a provider's refusal means: the status, the words in its body, when to come again. */
final class Refusals {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
  private static final Pattern PER_DAY = Pattern.compile("(?i)PerDay");
  private static final int NO_STATUS = 0;

  private static final Set<String> QUOTA =
      Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");
  private static final Set<String> CONTEXT =
      Set.of("context_length_exceeded", "string_above_max_length");
  private static final Set<String> CONTENT =
      Set.of("content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation");
  private static final Set<String> LIMIT =
      Set.of("rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED");

  private final RetryHints hints;

  Refusals(Clock clock) {
    hints = new RetryHints(clock);
  }

  /** What a status that is no success means. */
  CompletionException read(int status, HttpHeaders headers, String body) {
    JsonNode error = error(body);
    String reason = reason(error);
    CompletionException refusal =
        new CompletionException(
            code(status, error),
            "the model answered " + status + (reason.isEmpty() ? "" : " (" + reason + ")"));
    if (deniesAccess(status)) {
      refusal = refusal.of(Fault.ACCESS);
    }
    return refusal.retriable() ? refusal.retryAfter(hints.read(headers, error)) : refusal;
  }

  /** What an error in the middle of an answer means. */
  CompletionException inStream(JsonNode error) {
    String reason = reason(error);
    CompletionException refusal =
        new CompletionException(
            code(error.path("code").asInt(NO_STATUS), error),
            "the model broke off" + (reason.isEmpty() ? "" : " (" + reason + ")"));
    return refusal.retriable() ? refusal.retryAfter(hints.read(HttpHeaders.EMPTY, error)) : refusal;
  }

  private static Code code(int status, JsonNode error) {
    if (says(error, QUOTA) || status == 402 || PER_DAY.matcher(quotas(error)).find()) {
      return PROVIDER_QUOTA_EXHAUSTED;
    }
    if (says(error, CONTEXT)) {
      return CONTEXT_TOO_LONG;
    }
    if (says(error, CONTENT)) {
      return CONTENT_REFUSED;
    }
    if (status == 429 || says(error, LIMIT)) {
      return PROVIDER_RATE_LIMITED;
    }
    if (status == 408) {
      return PROVIDER_TIMEOUT;
    }
    if (status == 409 || status >= 500 || status == NO_STATUS) {
      return PROVIDER_ERROR;
    }
    return deniesAccess(status) ? PROVIDER_ACCESS_DENIED : PROVIDER_REFUSED;
  }

  private static boolean deniesAccess(int status) {
    return status == 401 || status == 403 || status == 404;
  }

  private static boolean says(JsonNode error, Set<String> words) {
    return words.contains(error.path("code").asString(""))
        || words.contains(error.path("type").asString(""))
        || words.contains(error.path("status").asString(""))
        || words.contains(error.path("innererror").path("code").asString(""));
  }

  /** The names of the quotas that Gemini says are used up. */
  private static String quotas(JsonNode error) {
    return error
        .path("details")
        .valueStream()
        .flatMap(detail -> detail.path("violations").valueStream())
        .map(violation -> violation.path("quotaId").asString(""))
        .reduce("", String::concat);
  }

  /** The server's code for it. Its sentence is not passed on: it may quote our key. */
  private static String reason(JsonNode error) {
    for (String field : new String[] {"code", "type", "status"}) {
      String reason = error.path(field).asString("");
      if (HARMLESS.matcher(reason).matches()) {
        return reason;
      }
    }
    return "";
  }

  private static JsonNode error(String body) {
    try {
      JsonNode root = JSON.readTree(body);
      JsonNode error = (root.isArray() ? root.path(0) : root).path("error");
      return error.isObject() ? error : MissingNode.getInstance();
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
