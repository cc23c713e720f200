package io.millrace.projection.auth;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/** What a verified token says: {@code tenant}, {@code scope} (or {@code scp}) and {@code sub}. */
final class Claims {

  private static final Set<String> SCOPES = Set.of("write", "read", "ops");
  private static final int ID_LENGTH = 128;

  private Claims() {}

  static Caller caller(Jwt jwt) {
    String user = jwt.getSubject();
    if (user == null || !isId(user)) {
      throw Challenge.invalidToken("the token's sub cannot be a user's id").refusal();
    }
    if (!(jwt.getClaim("tenant") instanceof String tenant) || !isId(tenant)) {
      throw Challenge.tenantMissing().refusal();
    }
    return new Caller(tenant, scopes(jwt), user, true);
  }

  private static boolean isId(String text) {
    return !text.isBlank()
        && text.length() <= ID_LENGTH
        && text.chars().noneMatch(Character::isISOControl);
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
