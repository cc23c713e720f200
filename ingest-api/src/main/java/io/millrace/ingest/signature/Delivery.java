package io.millrace.ingest.signature;

import java.net.URI;
import java.time.Instant;
import org.springframework.http.HttpHeaders;

/**
 * What a sender may have signed.
 *
 * @param publicUrl where senders reach this app, without a slash at the end
 * @param target what was asked for, as it came: its host may be that of a proxy
 * @param headers the request's headers
 * @param body the bytes the sender signed
 * @param now when it came in
 */
public record Delivery(
    String publicUrl, URI target, HttpHeaders headers, byte[] body, Instant now) {

  /** The address it was sent to, as the sender knows it, with its query. */
  public String url() {
    String query = target.getRawQuery();
    String url = publicUrl + target.getRawPath();
    return query == null ? url : url + '?' + query;
  }
}
