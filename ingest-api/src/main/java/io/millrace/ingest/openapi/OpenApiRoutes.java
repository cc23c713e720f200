package io.millrace.ingest.openapi;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.http.Methods;
import io.millrace.ingest.http.Problem;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The document and its page, for everybody: what the API looks like is no secret. The page is
 * Swagger UI from its webjar and asks nobody but this app. Files are read when first asked for, off
 * the event loop, and kept.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiRoutes {

  private static final String DOCUMENT = "/openapi.json";
  private static final String PAGE = "/docs";
  private static final String FILE = "/docs/{file}";

  /** Swagger UI sets styles and embeds its icons as data. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final MediaType CSS = MediaType.valueOf("text/css;charset=UTF-8");
  private static final MediaType SCRIPT = MediaType.valueOf("text/javascript;charset=UTF-8");
  private static final MediaType HTML = MediaType.valueOf("text/html;charset=UTF-8");

  @Bean
  RouterFunction<ServerResponse> openApi() {
    Mono<ServerResponse> document = answer(MediaType.APPLICATION_JSON, ApiDocument::json);
    Mono<ServerResponse> page = answer(HTML, () -> own("docs.html"));
    Map<String, Mono<ServerResponse>> files =
        Map.of(
            "docs.js", answer(SCRIPT, () -> own("docs.js")),
            "swagger-ui.css", answer(CSS, () -> SwaggerUi.file("swagger-ui.css")),
            "swagger-ui-bundle.js", answer(SCRIPT, () -> SwaggerUi.file("swagger-ui-bundle.js")));
    return route()
        .GET(DOCUMENT, request -> document)
        .route(path(DOCUMENT), Methods.only(HttpMethod.GET))
        .GET(PAGE, request -> page)
        .route(path(PAGE), Methods.only(HttpMethod.GET))
        .GET(FILE, request -> file(request, files))
        .route(path(FILE), Methods.only(HttpMethod.GET))
        .build();
  }

  private static Mono<ServerResponse> file(
      ServerRequest request, Map<String, Mono<ServerResponse>> files) {
    String name = request.pathVariable("file");
    @Nullable Mono<ServerResponse> file = files.get(name);
    return file == null
        ? Mono.error(new Problem(404, "not-found", "there is no file " + name).refusal())
        : file;
  }

  private static Mono<ServerResponse> answer(MediaType type, Callable<byte[]> bytes) {
    return Mono.fromCallable(bytes)
        .subscribeOn(Schedulers.boundedElastic())
        .cache()
        .flatMap(
            body ->
                ServerResponse.ok()
                    .contentType(type)
                    .contentLength(body.length)
                    .cacheControl(CacheControl.noCache())
                    .header("Content-Security-Policy", POLICY)
                    .header("X-Content-Type-Options", "nosniff")
                    .bodyValue(body));
  }

  private static byte[] own(String name) throws IOException {
    return new ClassPathResource("openapi/" + name).getContentAsByteArray();
  }
}
