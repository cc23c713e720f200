package io.millrace.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * A route of the app, as its router knows it.
 *
 * @param method the method
 * @param path the pattern of its path
 */
record Route(String method, String path) {

  /** All routes but those that answer any other method with 405. */
  static List<Route> all(RouterFunction<?> router) {
    List<Route> routes = new ArrayList<>();
    router.accept(new Walker(routes));
    return routes;
  }

  private static final class Walker implements RouterFunctions.Visitor {

    private final List<Route> routes;

    Walker(List<Route> routes) {
      this.routes = routes;
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
      Parts parts = new Parts();
      predicate.accept(parts);
      parts.methods.forEach(method -> routes.add(new Route(method.name(), parts.path)));
    }

    @Override
    public void startNested(RequestPredicate predicate) {
      throw new AssertionError("nested routes are not walked: " + predicate);
    }

    @Override
    public void endNested(RequestPredicate predicate) {}

    @Override
    public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
      throw new AssertionError("resources are not walked");
    }

    @Override
    public void attributes(Map<String, Object> attributes) {}

    @Override
    public void unknown(RouterFunction<?> router) {
      throw new AssertionError("not walked: " + router);
    }
  }

  private static final class Parts implements RequestPredicates.Visitor {

    private Set<HttpMethod> methods = Set.of();
    private String path = "";

    @Override
    public void method(Set<HttpMethod> methods) {
      this.methods = methods;
    }

    @Override
    public void path(String pattern) {
      path = pattern;
    }

    @Override
    public void pathExtension(String extension) {}

    @Override
    public void header(String name, String value) {}

    @Override
    public void queryParam(String name, String value) {}

    @Override
    public void version(String version) {}

    @Override
    public void startAnd() {}

    @Override
    public void and() {}

    @Override
    public void endAnd() {}

    @Override
    public void startOr() {}

    @Override
    public void or() {}

    @Override
    public void endOr() {}

    @Override
    public void startNegate() {}

    @Override
    public void endNegate() {}

    @Override
    public void unknown(RequestPredicate predicate) {
      throw new AssertionError("not walked: " + predicate);
    }
  }
}
