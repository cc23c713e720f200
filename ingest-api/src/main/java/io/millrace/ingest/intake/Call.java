package io.millrace.ingest.intake;

import io.millrace.ingest.auth.Principal;
import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.json.Fields;
import io.millrace.ingest.json.Texts;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * One authenticated request, as the readers of its body see it.
 *
 * @param request the request
 * @param principal who is calling
 * @param envelope what its events have in common
 */
public record Call(ServerRequest request, Principal principal, Envelope envelope) {

  /** An id in the path. */
  public String pathId(String name) {
    String id = request.pathVariable(name);
    String wrong = Texts.wrongId(id);
    if (wrong != null) {
      throw new Problem(400, "malformed-path", name + " " + wrong).refusal();
    }
    return id;
  }

  /** The end user on whose behalf the caller acts, null where it does not say. */
  public @Nullable String userId() {
    String user = principal.userId();
    return user == null ? headerId("X-User-Id") : user;
  }

  /**
   * The end user, whom the caller must name.
   *
   * @param does what the user does, for people: {@code sends the message}
   */
  public String user(String does) {
    String user = userId();
    if (user == null) {
      throw new Problem(400, "user-missing", "expected X-User-Id: the user who " + does).refusal();
    }
    return user;
  }

  /** The id the caller gives the one event of this request, null where it gives none. */
  public @Nullable String idempotencyKey() {
    return headerId("Idempotency-Key");
  }

  /** Whether the caller named the one event of this request, in that field or in the header. */
  public boolean names(Fields body, String field) {
    return body.has(field) || idempotencyKey() != null;
  }

  /** The id of a change of something that has its own id in the path. */
  public String changeId() {
    String key = idempotencyKey();
    return key == null ? Ids.uuid() : key;
  }

  private @Nullable String headerId(String name) {
    String id = request.exchange().getRequest().getHeaders().getFirst(name);
    String wrong = id == null ? null : Texts.wrongId(id);
    if (wrong != null) {
      throw new Problem(400, "malformed-header", name + " " + wrong).refusal();
    }
    return id;
  }
}
