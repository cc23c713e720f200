package io.millrace.ingest.source;

import io.millrace.ingest.signature.Secret;
import io.millrace.ingest.signature.Verifier;
import io.millrace.ingest.signature.Verifiers;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.config.v1.SourceSecret;
import io.millrace.schemas.event.Timestamps;
import java.util.List;

/**
 * A source in force.
 *
 * @param config as it was configured
 * @param verifier made of it
 */
public record ConfiguredSource(Source config, Verifier verifier) {

  /** A source with the verifier its configuration asks for. */
  public static ConfiguredSource of(Source config) {
    List<Secret> secrets = config.getSecretsList().stream().map(ConfiguredSource::secret).toList();
    return new ConfiguredSource(
        config,
        Verifiers.of(config.getSourceKey(), config.getScheme(), config.getSettingsMap(), secrets));
  }

  private static Secret secret(SourceSecret secret) {
    return new Secret(
        secret.getValue().toByteArray(),
        secret.hasNotAfter() ? Timestamps.toInstant(secret.getNotAfter()) : null);
  }
}
