package io.millrace.ingest.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** An answer whose body is already bytes: no codec is looked up for it. */
public final class Answer implements Headed {

  private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
  private static final String PROBLEM = MediaType.APPLICATION_PROBLEM_JSON_VALUE;

  private final HttpStatusCode status;

  /** Names and values in turn: a map would be filled only to be copied. */
  private final List<String> headers = new ArrayList<>(10);

  private final byte @Nullable [] body;

  private Answer(int status, @Nullable String type, byte @Nullable [] body) {
    this.status = HttpStatusCode.valueOf(status);
    this.body = body;
    if (type != null) {
      header(HttpHeaders.CONTENT_TYPE, type);
    }
    if (body != null) {
      header(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
    }
  }

  @Override
  public Answer header(String name, String value) {
    headers.add(name);
    headers.add(value);
    return this;
  }

  /** A JSON body that is already text. */
  public static Answer json(int status, CharSequence json) {
    return new Answer(status, JSON, bytes(json));
  }

  public static Answer noContent() {
    return new Answer(204, null, null);
  }

  /**
   * Problem details.
   *
   * @param instance the path of the request they answer
   */
  public static Answer problem(Problem problem, String instance) {
    StringBuilder json = new StringBuilder(256).append('{');
    JsonText.field(json, "type", "urn:millrace:problem:" + problem.code()).append(',');
    JsonText.field(json, "title", problem.title()).append(",\"status\":").append(problem.status());
    JsonText.field(json.append(','), "detail", problem.detail());
    JsonText.field(json.append(','), "instance", instance);
    JsonText.field(json.append(','), "code", problem.code());
    if (!problem.errors().isEmpty()) {
      JsonText.errors(json.append(','), problem);
    }
    Answer answer = new Answer(problem.status(), PROBLEM, bytes(json.append('}')));
    for (Map.Entry<String, String> header : problem.headers().entrySet()) {
      answer.header(header.getKey(), header.getValue());
    }
    return answer;
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the answer outside of a handler function, or before it gives none. */
  public Mono<Void> writeTo(ServerWebExchange exchange) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(status);
    show(response.getHeaders());
    if (body == null) {
      return response.setComplete();
    }
    return response.writeWith(Mono.just(ResponseBytes.of(response, body)));
  }

  @Override
  public HttpStatusCode statusCode() {
    return status;
  }

  private void show(HttpHeaders to) {
    for (int i = 0; i < headers.size(); i += 2) {
      to.set(headers.get(i), headers.get(i + 1));
    }
  }

  @Override
  public HttpHeaders headers() {
    HttpHeaders shown = new HttpHeaders();
    show(shown);
    return HttpHeaders.readOnlyHttpHeaders(shown);
  }

  @Override
  public MultiValueMap<String, ResponseCookie> cookies() {
    return new LinkedMultiValueMap<>();
  }

  @Override
  public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
    return writeTo(exchange);
  }
}
