package io.millrace.ingest.auth;

import java.util.Set;

/**
 * Who is calling.
 *
 * @param tenant whose data it is; never taken from a body
 * @param keyId the key that was presented
 * @param scopes what it may do
 */
public record Principal(String tenant, String keyId, Set<String> scopes) {

  public Principal {
    scopes = Set.copyOf(scopes);
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope.label());
  }
}
