package io.millrace.ingest.ratelimit;

import java.util.Locale;

/** What is limited: the names of limits in settings and plans. */
public enum LimitKind {
  /** Chat messages of a user. */
  CHAT,
  /** AI requests of a user. */
  AI,
  /** Everything else a user writes. */
  API,
  /** What comes with one API key, whoever the user. */
  KEY,
  /** Deliveries of a webhook source. */
  SOURCE,
  /** What comes from one client address to one tenant. */
  ADDRESS;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
