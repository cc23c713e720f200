package io.millrace.ingest.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling.
 *
 * @param tenant whose data it is; never taken from a body
 * @param keyId the key that was presented; for a JWT {@code jwt:} and its subject
 * @param scopes what it may do
 * @param userId the end user a JWT is of; null with a key, whose holder says for whom it acts
 */
public record Principal(String tenant, String keyId, Set<String> scopes, @Nullable String userId) {

  public Principal {
    scopes = Set.copyOf(scopes);
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope.label());
  }
}
