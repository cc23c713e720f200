package io.millrace.ingest.openai;

import io.millrace.ingest.http.Headed;
import io.millrace.ingest.queue.Entrance;
import io.millrace.ingest.ratelimit.AiTerms;

/** What is left of a tenant's tokens, as OpenAI tells it. */
final class TokenHeaders {

  private TokenHeaders() {}

  static void show(Headed answer, Entrance entrance) {
    long most = entrance.entrant().terms().tokens();
    if (most != AiTerms.UNLIMITED && entrance.tokens() >= 0) {
      answer.header("x-ratelimit-limit-tokens", Long.toString(most));
      answer.header(
          "x-ratelimit-remaining-tokens", Long.toString(Math.max(0, most - entrance.tokens())));
    }
  }
}
