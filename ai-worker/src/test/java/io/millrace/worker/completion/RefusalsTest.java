package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.completion.CompletionException.Code;
import io.millrace.worker.completion.CompletionException.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;

class RefusalsTest {

  private final Refusals refusals = new Refusals(new TestClock());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {}                                           | PROVIDER_REFUSED         | REQUEST",
        "401 | not json                                     | PROVIDER_ACCESS_DENIED   | ACCESS",
        "402 | {}                                           | PROVIDER_QUOTA_EXHAUSTED | ACCESS",
        "403 | {}                                           | PROVIDER_ACCESS_DENIED   | ACCESS",
        "404 | {'error': {'code': 'model_not_found'}}       | PROVIDER_ACCESS_DENIED   | ACCESS",
        "408 | {}                                           | PROVIDER_TIMEOUT         | PROVIDER",
        "409 | {}                                           | PROVIDER_ERROR           | PROVIDER",
        "422 | []                                           | PROVIDER_REFUSED         | REQUEST",
        "429 | {}                                           | PROVIDER_RATE_LIMITED    | LIMIT",
        "429 | {'error': {'type': 'insufficient_quota'}}    | PROVIDER_QUOTA_EXHAUSTED | ACCESS",
        "429 | {'error': {'code': 'insufficient_quota'}}    | PROVIDER_QUOTA_EXHAUSTED | ACCESS",
        "400 | {'error': {'code': 'context_length_exceeded'}} | CONTEXT_TOO_LONG       | REQUEST",
        "400 | {'error': {'code': 'content_filter'}}        | CONTENT_REFUSED          | REQUEST",
        "500 | {}                                           | PROVIDER_ERROR           | PROVIDER",
        "503 | <html>                                       | PROVIDER_ERROR           | PROVIDER",
        "529 | {'error': 'overloaded'}                      | PROVIDER_ERROR           | PROVIDER"
      })
  void read_tellsWhatAStatusMeans(int status, String body, Code code, Fault fault) {
    CompletionException refusal = refusals.read(status, HttpHeaders.EMPTY, body.replace('\'', '"'));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.fault()).isEqualTo(fault);
    assertThat(refusal.retriable()).isEqualTo(fault == Fault.PROVIDER || fault == Fault.LIMIT);
    assertThat(refusal.attempted()).isTrue();
    assertThat(refusal.retryAfter()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After, 2, 2000",
    "retry-after, 0.5, 500",
    "Retry-After, 0, ",
    "Retry-After, -1, ",
    "Retry-After, soon, ",
    "Retry-After, 'Fri, 20 Nov 2026 10:00:30 GMT', 30000",
    "Retry-After, 'Fri, 20 Nov 2026 09:59:30 GMT', ",
    "Retry-After-Ms, 350.4, 351",
    "retry-after-ms, 0, ",
    "retry-after-ms, NaN, ",
    "retry-after-ms, 1e300, 31536000000"
  })
  void read_takesTheHeader(String name, String value, Long millis) {
    HttpHeaders headers = new HttpHeaders();
    headers.add(name, value);
    assertWait(headers, "{}", millis);
  }

  @ParameterizedTest
  @CsvSource({
    "requests, 0, 1s, 1000",
    "tokens, 0, 6m0s, 360000",
    "tokens, 0, 1h2m3.5s, 3723500",
    "tokens, 0, 120ms, 120",
    "tokens, 0, 8.64s, 8640",
    "tokens, 0, 12, 12000",
    "tokens, 0, 1795168860, 60000",
    "tokens, 0, 1795168860000, 60000",
    "tokens, 0, 2026-11-20T10:00:05Z, 5000",
    "tokens, 1, 6m0s, ",
    "tokens, 0, 0s, ",
    "tokens, 0, -5, "
  })
  void read_takesTheResetOfWhatIsUsedUp(String limit, String left, String reset, Long millis) {
    HttpHeaders headers = new HttpHeaders();
    headers.add("X-RateLimit-Remaining-" + limit, left);
    headers.add("x-ratelimit-reset-" + limit, reset);
    assertWait(headers, "{}", millis);
  }

  @Test
  void read_takesTheLatestReset() {
    HttpHeaders headers = new HttpHeaders();
    headers.add("x-ratelimit-remaining-requests", "0");
    headers.add("x-ratelimit-reset-requests", "2s");
    headers.add("x-ratelimit-remaining-tokens", "0");
    headers.add("x-ratelimit-reset-tokens", "3s");
    headers.add("x-ratelimit-remaining", "0");
    headers.add("x-ratelimit-reset", "1");
    assertWait(headers, "{}", 3_000L);
  }

  @Test
  void read_passesOverWhatSaysNothing() {
    HttpHeaders headers = new HttpHeaders();
    headers.add("retry-after-ms", "0");
    headers.add("retry-after", "-1");
    headers.add("x-ratelimit-remaining-tokens", "0");
    headers.add("x-ratelimit-reset-tokens", "4s");
    assertWait(headers, "{}", 4_000L);
  }

  @Test
  void read_takesTheFinestHeaderFirst() {
    HttpHeaders headers = new HttpHeaders();
    headers.add("retry-after", "2");
    headers.add("retry-after-ms", "1200");
    assertWait(headers, "{}", 1_200L);
  }

  @Test
  void read_takesTheDelayOfGeminisBody() {
    String body =
        """
        [{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [
          {"@type": "type.googleapis.com/google.rpc.QuotaFailure",
           "violations": [{"quotaId": "GenerateRequestsPerMinutePerProject"}]},
          {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.07s"}]}}]
        """;
    assertWait(HttpHeaders.EMPTY, body, 34_070L);
    assertThat(
            refusals.read(429, HttpHeaders.EMPTY, body.replace("PerMinute", "PerDay")).retriable())
        .isFalse();
  }

  @Test
  void read_neverQuotesTheServersSentence() {
    String body = "{\"error\": {\"message\": \"key sk-1 is bad\", \"code\": \"a key: sk-1\"}}";
    assertThat(refusals.read(401, HttpHeaders.EMPTY, body)).hasMessage("the model answered 401");
  }

  private void assertWait(HttpHeaders headers, String body, Long millis) {
    CompletionException refusal = refusals.read(429, headers, body);
    assertThat(refusal.retryAfter().map(Duration::toMillis).orElse(null)).isEqualTo(millis);
  }
}
