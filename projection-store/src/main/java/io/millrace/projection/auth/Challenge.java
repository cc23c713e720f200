package io.millrace.projection.auth;

import io.millrace.projection.http.Problem;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Refusals of a credential, with {@code WWW-Authenticate} as RFC 6750 has it. */
final class Challenge {

  /** The one refusal of a token that may be a guess, and counts as one. */
  static final String TOKEN_INVALID = "token-invalid";

  private static final String REALM = "Bearer realm=\"millrace\"";

  private Challenge() {}

  /** No credential at all: no error is named, as RFC 6750, section 3.1, asks. */
  static Problem missing() {
    return Problem.of(
            HttpStatus.UNAUTHORIZED,
            "credential-missing",
            "no credential; send Authorization: Bearer <api key or token>")
        .with(HttpHeaders.WWW_AUTHENTICATE, REALM);
  }

  static Problem unknownKey() {
    return problem(
        HttpStatus.UNAUTHORIZED, "credential-invalid", "the API key is not known", "invalid_token");
  }

  static Problem invalidToken(String detail) {
    return problem(HttpStatus.UNAUTHORIZED, TOKEN_INVALID, detail, "invalid_token");
  }

  static Problem expiredToken() {
    return problem(
        HttpStatus.UNAUTHORIZED, "token-expired", "the token has expired", "invalid_token");
  }

  static Problem tenantMissing() {
    return problem(
        HttpStatus.FORBIDDEN, "tenant-missing", "the token names no tenant", "insufficient_scope");
  }

  static Problem scopeMissing(String scope) {
    return problem(
        HttpStatus.FORBIDDEN,
        "scope-missing",
        "the credential has no scope " + scope,
        "insufficient_scope\", scope=\"" + scope);
  }

  static Problem adminOnly() {
    return Problem.of(
        HttpStatus.FORBIDDEN,
        "admin-only",
        "this concerns every tenant and is ADMIN_TENANT's to do");
  }

  static Problem userMismatch() {
    return Problem.of(
        HttpStatus.FORBIDDEN, "user-mismatch", "X-User-Id is not the user of the token");
  }

  static Problem issuerUnavailable(Duration retryAfter) {
    return Problem.unavailable(
        "issuer-unavailable",
        "the keys of the token's issuer cannot be had now",
        (int) Math.max(1, retryAfter.toSeconds()));
  }

  private static Problem problem(HttpStatus status, String code, String detail, String error) {
    return Problem.of(status, code, detail)
        .with(HttpHeaders.WWW_AUTHENTICATE, REALM + ", error=\"" + error + "\"");
  }
}
