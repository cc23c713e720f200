package io.millrace.ingest.signature;

import java.time.Instant;
import org.springframework.http.HttpHeaders;

/**
 * What a sender may have signed.
 *
 * @param url the address it was sent to, as the sender knows it, with its query
 * @param headers the request's headers
 * @param body the bytes the sender signed
 * @param now when it came in
 */
public record Delivery(String url, HttpHeaders headers, byte[] body, Instant now) {}
