package io.millrace.ingest.auth;

import io.millrace.ingest.http.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Refusals of a credential, with {@code WWW-Authenticate} as RFC 6750 has it. */
final class Challenge {

  /** The one refusal of a token that may be a guess, and counts as one. */
  static final String TOKEN_INVALID = "token-invalid";

  private static final String REALM = "Bearer realm=\"millrace\"";

  private Challenge() {}

  /** No credential at all: no error is named, as RFC 6750, section 3.1, asks. */
  static Problem missing() {
    return Problem.unauthorized(
        "credential-missing", "expected Authorization: Bearer <credential>");
  }

  static Problem unknownKey() {
    return problem(
        401, "credential-invalid", "the API key is not known or was revoked", "invalid_token");
  }

  static Problem invalidToken(String detail) {
    return problem(401, TOKEN_INVALID, detail, "invalid_token");
  }

  static Problem expiredToken() {
    return problem(401, "token-expired", "the token has expired", "invalid_token");
  }

  static Problem tenantMissing() {
    return problem(403, "tenant-missing", "the token names no tenant", "insufficient_scope");
  }

  static Problem scopeMissing(Scope scope) {
    String error = "insufficient_scope\", scope=\"" + scope.label();
    return problem(403, "scope-missing", "the credential lacks the scope " + scope.label(), error);
  }

  static Problem userMismatch() {
    return new Problem(403, "user-mismatch", "X-User-Id is not the user of the token");
  }

  static Problem issuerUnavailable(Duration retryAfter) {
    return Problem.unavailable(
        "issuer-unavailable", "the keys of the token's issuer cannot be had now", retryAfter);
  }

  private static Problem problem(int status, String code, String detail, String error) {
    return new Problem(
        status,
        code,
        detail,
        List.of(),
        Map.of("WWW-Authenticate", REALM + ", error=\"" + error + "\""));
  }
}
