package io.millrace.ingest.source;

import io.millrace.ingest.signature.Secret;
import io.millrace.ingest.signature.Verifier;
import io.millrace.ingest.signature.Verifiers;
import io.millrace.schemas.config.v1.Source;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source in force.
 *
 * @param config as it was configured
 * @param verifier made of it
 */
public record ConfiguredSource(Source config, Verifier verifier) {

  private static final Logger log = LoggerFactory.getLogger(ConfiguredSource.class);

  /**
   * A source with the verifier its configuration asks for. Never fails: where a secret that holds
   * cannot be opened, the verifier refuses.
   */
  public static ConfiguredSource of(Source config, SourceSecrets secrets, Instant now) {
    List<Secret> opened = secrets.open(config, now);
    if (opened == null) {
      log.warn(
          "source_refuses_all source={} reason=a secret cannot be opened with SECRETS_KEY",
          config.getSourceKey());
      return new ConfiguredSource(config, new UnopenedVerifier());
    }
    return new ConfiguredSource(
        config,
        Verifiers.of(config.getSourceKey(), config.getScheme(), config.getSettingsMap(), opened));
  }

  /** Whether its secrets are known here, so that deliveries can be verified. */
  boolean isOpened() {
    return !(verifier instanceof UnopenedVerifier);
  }
}
