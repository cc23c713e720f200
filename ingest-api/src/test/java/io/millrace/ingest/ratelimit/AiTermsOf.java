package io.millrace.ingest.ratelimit;

import java.util.Map;

/** What a plan says, for tests of other packages. */
public final class AiTermsOf {

  private AiTermsOf() {}

  public static AiTerms limits(Map<String, String> limits) {
    return AiTerms.parse(limits);
  }
}
