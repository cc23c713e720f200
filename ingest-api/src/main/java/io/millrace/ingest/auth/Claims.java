package io.millrace.ingest.auth;

import io.millrace.ingest.json.Texts;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/** What a verified token says: {@code tenant}, {@code scope} (or {@code scp}) and {@code sub}. */
final class Claims {

  private static final Set<String> SCOPES =
      Arrays.stream(Scope.values()).map(Scope::label).collect(Collectors.toUnmodifiableSet());

  private Claims() {}

  static Principal principal(Jwt jwt) {
    String user = jwt.getSubject();
    if (user == null || Texts.wrongId(user) != null) {
      throw Challenge.invalidToken("the token's sub cannot be a user's id").refusal();
    }
    if (!(jwt.getClaim("tenant") instanceof String tenant) || Texts.wrongId(tenant) != null) {
      throw Challenge.tenantMissing().refusal();
    }
    return new Principal(tenant, "jwt:" + user, scopes(jwt), user);
  }

  private static Set<String> scopes(Jwt jwt) {
    @Nullable Object claim = jwt.getClaim(jwt.hasClaim("scope") ? "scope" : "scp");
    Stream<String> words = Stream.empty();
    if (claim instanceof String text) {
      words = Arrays.stream(text.split(" "));
    } else if (claim instanceof Collection<?> many) {
      words = many.stream().filter(String.class::isInstance).map(String.class::cast);
    }
    return words.filter(SCOPES::contains).collect(Collectors.toUnmodifiableSet());
  }
}
