package io.millrace.ingest.source;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.http.Answer;
import java.time.Clock;
import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** A tenant's sources, as its operators see them. */
final class SourceList {

  private final Authenticator authenticator;
  private final Sources sources;
  private final SourceSettings settings;
  private final OldSecretUses uses;
  private final Clock clock;

  SourceList(
      Authenticator authenticator,
      Sources sources,
      SourceSettings settings,
      OldSecretUses uses,
      Clock clock) {
    this.authenticator = authenticator;
    this.sources = sources;
    this.settings = settings;
    this.uses = uses;
    this.clock = clock;
  }

  Mono<ServerResponse> answer(ServerRequest request) {
    return authenticator
        .require(request, Scope.OPS)
        .flatMap(
            caller -> {
              List<ConfiguredSource> own = sources.ofTenant(caller.tenant());
              List<String> rotated =
                  own.stream()
                      .filter(source -> source.config().getSecretsCount() > 1)
                      .map(source -> source.config().getSourceKey())
                      .toList();
              return uses.lastUses(caller.tenant(), rotated)
                  .map(
                      known ->
                          Answer.json(200, SourceJson.list(own, settings, clock.instant(), known)));
            });
  }
}
