package io.millrace.projection.openapi;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
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

  /** Swagger UI sets styles and embeds its icons as data. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final MediaType CSS = MediaType.valueOf("text/css;charset=UTF-8");
  private static final MediaType SCRIPT = MediaType.valueOf("text/javascript;charset=UTF-8");
  private static final MediaType HTML = MediaType.valueOf("text/html;charset=UTF-8");

  @Bean
  RouterFunction<ServerResponse> openApi() {
    return RouterFunctions.route()
        .GET("/openapi.json", answer(MediaType.APPLICATION_JSON, ApiDocument::json))
        .GET("/docs", answer(HTML, () -> own("docs.html")))
        .GET("/docs/docs.js", answer(SCRIPT, () -> own("docs.js")))
        .GET("/docs/swagger-ui.css", answer(CSS, () -> SwaggerUi.file("swagger-ui.css")))
        .GET(
            "/docs/swagger-ui-bundle.js",
            answer(SCRIPT, () -> SwaggerUi.file("swagger-ui-bundle.js")))
        .build();
  }

  private static HandlerFunction<ServerResponse> answer(MediaType type, Callable<byte[]> bytes) {
    Mono<ServerResponse> answer =
        Mono.fromCallable(bytes)
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
    return request -> answer;
  }

  private static byte[] own(String name) throws IOException {
    return new ClassPathResource("openapi/" + name).getContentAsByteArray();
  }
}
