package io.millrace.projection.catalog;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.cache.Entry;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Answers the plainest look-ups of products, those of a till, before they come to the dispatcher:
 * one barcode or one id, by an API key, that is remembered. Everything else goes on to the routes,
 * which answer the same.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProductLane implements HttpHandlerDecoratorFactory {

  private static final String SEARCH = "/api/products/search";
  private static final String BARCODE = "barcode=";
  private static final String ONE = "/api/products/";

  private final Gate gate;
  private final ProductLookUp lookUp;

  ProductLane(Gate gate, ProductLookUp lookUp) {
    this.gate = gate;
    this.lookUp = lookUp;
  }

  /** What is looked up, as it is written in the request. */
  private record Wanted(boolean byBarcode, String value) {

    String key(String tenant) {
      return byBarcode ? ProductKeys.ofBarcode(tenant, value) : ProductKeys.ofId(tenant, value);
    }
  }

  @Override
  public HttpHandler apply(HttpHandler routes) {
    return (request, response) -> {
      Wanted wanted = wanted(request);
      Caller caller = wanted == null ? null : gate.plainReader(request);
      if (wanted == null || caller == null) {
        return routes.handle(request, response);
      }
      String key = wanted.key(caller.tenant());
      Entry near = lookUp.near(key);
      if (near != null && !near.isNothing()) {
        return write(response, near);
      }
      return lookUp
          .shared(key)
          .filter(entry -> !entry.isNothing())
          .onErrorComplete()
          .flatMap(entry -> write(response, entry).thenReturn(true))
          .switchIfEmpty(Mono.defer(() -> routes.handle(request, response).thenReturn(true)))
          .then();
    };
  }

  private static @Nullable Wanted wanted(ServerHttpRequest request) {
    String path = request.getURI().getRawPath();
    if (!path.startsWith(ONE)
        || request.getMethod() != HttpMethod.GET
        || Freshness.isAwaited(request.getHeaders())) {
      return null;
    }
    String query = request.getURI().getRawQuery();
    if (path.equals(SEARCH)) {
      return query != null && query.startsWith(BARCODE)
          ? wanted(true, query.substring(BARCODE.length()))
          : null;
    }
    return query == null ? wanted(false, path.substring(ONE.length())) : null;
  }

  /** Only what means itself in an address, so that it need not be decoded. */
  private static @Nullable Wanted wanted(boolean byBarcode, String value) {
    if (value.isEmpty() || value.length() > Params.MAX_LENGTH) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!(c >= '0' && c <= '9'
          || c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c == '-'
          || c == '_'
          || c == '.')) {
        return null;
      }
    }
    return new Wanted(byBarcode, value);
  }

  private static Mono<Void> write(ServerHttpResponse response, Entry entry) {
    response.setStatusCode(HttpStatus.OK);
    HttpHeaders headers = response.getHeaders();
    headers.setContentType(MediaType.APPLICATION_JSON);
    headers.setContentLength(entry.body().length);
    headers.set(Freshness.FRESH_AS_OF, entry.asOf());
    return response.writeWith(Mono.just(response.bufferFactory().wrap(entry.body())));
  }
}
