package io.millrace.projection.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A refusal as RFC 9457 writes it.
 *
 * @param code stable, for programs
 * @param detail one sentence, for people
 * @param parameter the query parameter, path variable or header at fault, where there is one
 * @param currencies what to choose from, where amounts of several currencies were found
 * @param headers response headers that belong to the refusal
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String code,
    String detail,
    @Nullable String parameter,
    List<String> currencies,
    @JsonIgnore Map<String, String> headers) {

  private static final String ABOUT_BLANK = "about:blank";

  /** A refusal with this status. */
  public static Problem of(HttpStatus status, String code, String detail) {
    return new Problem(
        ABOUT_BLANK,
        status.getReasonPhrase(),
        status.value(),
        code,
        detail,
        null,
        List.of(),
        Map.of());
  }

  /** 400: a parameter or header that cannot be understood. */
  public static Problem badParameter(String name, String why) {
    Problem problem = of(HttpStatus.BAD_REQUEST, "bad-parameter", name + ": " + why);
    return new Problem(
        problem.type,
        problem.title,
        problem.status,
        problem.code,
        problem.detail,
        name,
        List.of(),
        Map.of());
  }

  /** 404: there is no such thing, or it is another tenant's. */
  public static Problem notFound(String what) {
    return of(HttpStatus.NOT_FOUND, "not-found", what + " not found");
  }

  /** 422: the amounts asked for cannot be added. */
  public static Problem mixedCurrencies(List<String> currencies) {
    Problem problem =
        of(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "mixed-currencies",
            "the range holds sales in "
                + String.join(", ", currencies)
                + "; choose one with ?currency=");
    return new Problem(
        problem.type,
        problem.title,
        problem.status,
        problem.code,
        problem.detail,
        "currency",
        currencies,
        Map.of());
  }

  /** 503: not now, try again after so many seconds. */
  public static Problem unavailable(String code, String detail, int retryAfterSeconds) {
    return of(HttpStatus.SERVICE_UNAVAILABLE, code, detail)
        .with(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
  }

  /** The same refusal with one more response header. */
  public Problem with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(type, title, status, code, detail, parameter, currencies, Map.copyOf(more));
  }

  /** This refusal, to be thrown. */
  public Refusal refusal() {
    return new Refusal(this);
  }
}
