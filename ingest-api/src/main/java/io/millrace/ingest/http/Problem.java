package io.millrace.ingest.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Why a request, or one item of a batch, is refused: problem details (RFC 9457) with a stable code.
 *
 * @param status the HTTP status
 * @param code what programs branch on; never reworded
 * @param detail a sentence for people
 * @param errors what is wrong with the body, empty unless it was read
 * @param headers response headers beyond the content type
 */
public record Problem(
    int status, String code, String detail, List<FieldError> errors, Map<String, String> headers) {

  public Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  public Problem(int status, String code, String detail) {
    this(status, code, detail, List.of(), Map.of());
  }

  /** The body is not what its content type says. */
  public static Problem malformed(String detail) {
    return new Problem(400, "malformed-json", detail);
  }

  /** The body is JSON that does not fit the schema. */
  public static Problem schemaViolation(List<FieldError> errors) {
    FieldError first = errors.get(0);
    String where = first.pointer().isEmpty() ? "the body" : first.pointer();
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return new Problem(
        422, "schema-violation", where + ": " + first.message() + more, errors, Map.of());
  }

  public static Problem unauthorized(String code, String detail) {
    return new Problem(
        401, code, detail, List.of(), Map.of("WWW-Authenticate", "Bearer realm=\"millrace\""));
  }

  public static Problem tooLarge(long limit) {
    return new Problem(413, "too-large", "the limit is " + limit + " bytes");
  }

  public static Problem unavailable(String code, String detail, Duration retryAfter) {
    String seconds = Long.toString(Math.max(1, retryAfter.toSeconds()));
    return new Problem(503, code, detail, List.of(), Map.of("Retry-After", seconds));
  }

  /** Trouble on our side rather than a mistake of the sender. */
  public boolean fault() {
    return status >= 500;
  }

  public Refusal refusal() {
    return new Refusal(this);
  }

  String title() {
    @Nullable HttpStatus known = HttpStatus.resolve(status);
    return known == null ? code : known.getReasonPhrase();
  }
}
