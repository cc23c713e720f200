package io.millrace.ingest.intake;

import io.millrace.ingest.http.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** What a body says it is. */
public final class ContentType {

  private ContentType() {}

  static boolean isLines(ServerRequest request) {
    MediaType type = of(headers(request));
    return type != null
        && type.getType().equals("application")
        && type.getSubtype().equals("x-ndjson");
  }

  static void requireJson(ServerRequest request) {
    HttpHeaders headers = headers(request);
    if (headers.getFirst(HttpHeaders.CONTENT_TYPE) != null && !isJson(headers)) {
      throw unsupported("expected Content-Type: application/json");
    }
  }

  /** Whether the content type is JSON or built on it, as in {@code application/x+json}. */
  public static boolean isJson(HttpHeaders headers) {
    MediaType type = of(headers);
    return type != null
        && type.getType().equals("application")
        && (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
  }

  private static RuntimeException unsupported(String detail) {
    return new Problem(415, "unsupported-media-type", detail).refusal();
  }

  private static @Nullable MediaType of(HttpHeaders headers) {
    try {
      return headers.getContentType();
    } catch (InvalidMediaTypeException e) {
      return null;
    }
  }

  private static HttpHeaders headers(ServerRequest request) {
    return request.exchange().getRequest().getHeaders();
  }
}
