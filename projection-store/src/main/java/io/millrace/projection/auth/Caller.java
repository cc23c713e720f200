package io.millrace.projection.auth;

import io.millrace.projection.http.Problem;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Who asks.
 *
 * @param tenant whose data they see
 * @param scopes what the key may
 * @param userId the end user: the token's, or the one on whose behalf a back end asks, if it said
 *     so
 * @param isUser whether the credential is the user's own: a back end may see what all its users
 *     may, a user only what is his
 */
public record Caller(String tenant, Set<String> scopes, @Nullable String userId, boolean isUser) {

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  Caller onBehalfOf(@Nullable String user) {
    return new Caller(tenant, scopes, user, isUser);
  }

  /** Refuses a credential without a scope that part of what is asked for needs. */
  public void require(String scope) {
    if (!scopes.contains(scope)) {
      throw Challenge.scopeMissing(scope).refusal();
    }
  }

  /** The end user, whom the caller must name; a 400 where it names none. */
  public String user() {
    if (userId == null) {
      throw Problem.of(
              HttpStatus.BAD_REQUEST, "user-missing", "expected X-User-Id: the user who asks")
          .refusal();
    }
    return userId;
  }
}
