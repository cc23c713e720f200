package io.millrace.projection.auth;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.projection.http.ClientAddress;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuthConfiguration {

  @Bean
  Gate gate(
      ApiKeys keys,
      AuthSettings settings,
      JwtSettings jwt,
      ClientAddress addresses,
      Clock clock,
      MeterRegistry registry) {
    @Nullable Tokens tokens =
        jwt.enabled()
            ? new Tokens(new IssuerKeys(new IssuerClient(jwt)::keySet, clock), jwt, clock)
            : null;
    return new Gate(
        keys,
        keys::caughtUp,
        tokens,
        new AuthFailures(settings.failures(), clock, registry),
        addresses,
        settings.adminTenant());
  }
}
