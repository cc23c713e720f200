package io.millrace.projection.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param tenant whose data they see
 * @param scopes what the key may
 * @param userId the end user on whose behalf a back end asks, if it said so
 */
public record Caller(String tenant, Set<String> scopes, @Nullable String userId) {

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  Caller onBehalfOf(@Nullable String user) {
    return new Caller(tenant, scopes, user);
  }
}
