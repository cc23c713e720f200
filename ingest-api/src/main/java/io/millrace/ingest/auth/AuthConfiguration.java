package io.millrace.ingest.auth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.ingest.http.ClientAddress;
import io.millrace.ingest.kafka.KafkaSettings;
import io.millrace.ingest.metrics.IngestMetric;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AuthSettings.class, JwtSettings.class})
class AuthConfiguration {

  @Bean
  ApiKeys apiKeys() {
    return new ApiKeys();
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  CompactedTable<ApiKey> keyTable(KafkaSettings kafka, ApiKeys keys) {
    return new CompactedTable<>(
        Topics.CONFIG_KEYS,
        ProtoSerde.of(ApiKey.getDefaultInstance()),
        ClientDefaults.consumer(kafka.bootstrapServers()),
        keys::apply);
  }

  @Bean
  Authenticator authenticator(
      ApiKeys keys,
      CompactedTable<ApiKey> keyTable,
      AuthSettings settings,
      JwtSettings jwt,
      ClientAddress addresses,
      Clock clock,
      MeterRegistry registry) {
    @Nullable Tokens tokens =
        jwt.enabled() ? new Tokens(issuerKeys(jwt, clock, registry), jwt, clock) : null;
    return new Authenticator(
        keys,
        keyTable::caughtUp,
        tokens,
        new AuthFailures(settings.failures(), clock, registry),
        addresses);
  }

  private static IssuerKeys issuerKeys(JwtSettings jwt, Clock clock, MeterRegistry registry) {
    Counter fetched = fetches(registry, "ok");
    Counter failed = fetches(registry, "failed");
    return new IssuerKeys(
        new IssuerClient(jwt)::keySet,
        clock,
        successfully -> (successfully ? fetched : failed).increment());
  }

  private static Counter fetches(MeterRegistry registry, String outcome) {
    return Counter.builder(IngestMetric.JWKS_FETCHES.id())
        .description(IngestMetric.JWKS_FETCHES.meaning())
        .tag("outcome", outcome)
        .register(registry);
  }
}
