package io.millrace.ingest.source;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.auth.Scope;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.intake.Intake;
import io.millrace.ingest.intake.Prepared;
import io.millrace.ingest.kafka.KafkaSettings;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SourceSettings.class, SecretSettings.class})
class SourceRoutes {

  private static final String SOURCES = "/api/sources";
  private static final String SOURCE = SOURCES + "/{sourceKey}";
  private static final String ROTATE = SOURCE + "/rotate";
  private static final String PAUSE = SOURCE + "/pause";
  private static final String RESUME = SOURCE + "/resume";

  private static final Logger log = LoggerFactory.getLogger(SourceRoutes.class);

  @Bean
  SourceSecrets sourceSecrets(SecretSettings settings) {
    SourceSecrets secrets = SourceSecrets.of(settings.key());
    if (secrets.canSeal()) {
      log.info("secrets_sealed keys={}", secrets);
    } else {
      log.warn(
          "secrets_key_missing: no source with a secret can be made, sealed ones refuse;"
              + " set SECRETS_KEY");
    }
    return secrets;
  }

  @Bean
  Sources sources(SourceSecrets secrets, Clock clock) {
    return new Sources(secrets, clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  CompactedTable<Source> sourceTable(KafkaSettings kafka, Sources sources) {
    CompactedTable<Source> table =
        new CompactedTable<>(
            Topics.CONFIG_SOURCES,
            ProtoSerde.of(Source.getDefaultInstance()),
            ClientDefaults.consumer(kafka.bootstrapServers()),
            sources::apply);
    sources.readiness(table::caughtUp);
    return table;
  }

  @Bean
  RouterFunction<ServerResponse> sourceChanges(
      Intake intake,
      Authenticator authenticator,
      Sources sources,
      SourceSecrets secrets,
      SourceSettings settings,
      OldSecretUses uses,
      Clock clock) {
    SourceChanges changes = new SourceChanges(sources, secrets, settings);
    SourceList list = new SourceList(authenticator, sources, settings, uses, clock);
    return route()
        .POST(SOURCES, request -> intake.one(request, Scope.OPS, EventKind.SOURCE, changes::create))
        .GET(SOURCES, list::answer)
        .route(path(SOURCES), Methods.only(HttpMethod.GET, HttpMethod.POST))
        .POST(ROTATE, request -> intake.one(request, Scope.OPS, EventKind.SOURCE, changes::rotate))
        .route(path(ROTATE), Methods.only(HttpMethod.POST))
        .POST(PAUSE, change(intake, call -> changes.pause(call, true)))
        .route(path(PAUSE), Methods.only(HttpMethod.POST))
        .POST(RESUME, change(intake, call -> changes.pause(call, false)))
        .route(path(RESUME), Methods.only(HttpMethod.POST))
        .DELETE(SOURCE, change(intake, changes::delete))
        .route(path(SOURCE), Methods.only(HttpMethod.DELETE))
        .build();
  }

  private static HandlerFunction<ServerResponse> change(
      Intake intake, Function<Call, Prepared> change) {
    return request -> intake.bodiless(request, Scope.OPS, EventKind.SOURCE, change);
  }
}
