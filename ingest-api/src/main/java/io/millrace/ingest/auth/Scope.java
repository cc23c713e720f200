package io.millrace.ingest.auth;

import java.util.Locale;

/** What a credential may do. */
public enum Scope {
  WRITE,
  READ,
  OPS;

  /** The name as it is stored and spoken of. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
