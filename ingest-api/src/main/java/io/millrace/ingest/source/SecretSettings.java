package io.millrace.ingest.source;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What seals the secrets of sources. Checked where it is used and not here: Spring would print a
 * value it cannot bind.
 *
 * @param key keys of 32 bytes in Base64, joined by commas; the first seals, all open; empty: none
 */
@ConfigurationProperties("ingest.secrets")
record SecretSettings(String key) {

  @Override
  public String toString() {
    return "SecretSettings[key=" + (key.isBlank() ? "" : "***") + "]";
  }
}
