package io.millrace.ingest.http;

import org.springframework.http.HttpHeaders;

/** How the bytes of a body are coded on the wire. */
enum ContentCoding {
  IDENTITY,
  GZIP;

  /**
   * What a request says of its body.
   *
   * @throws Refusal 415 for a coding that is not known here
   */
  static ContentCoding of(HttpHeaders headers) {
    String value = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
    if (value == null || value.isEmpty() || value.equalsIgnoreCase("identity")) {
      return IDENTITY;
    }
    if (value.equalsIgnoreCase("gzip") || value.equalsIgnoreCase("x-gzip")) {
      return GZIP;
    }
    throw new Problem(
            415, "unsupported-media-type", "the content encodings taken are gzip and identity")
        .refusal();
  }
}
