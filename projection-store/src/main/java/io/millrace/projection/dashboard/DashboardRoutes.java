package io.millrace.projection.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** A few files held in memory. The page may load nothing but them and talk to nobody but us. */
@Configuration(proxyBeanMethods = false)
class DashboardRoutes {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");
  private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=utf-8");
  private static final MediaType JS = MediaType.parseMediaType("text/javascript;charset=utf-8");
  private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

  @Bean
  RouterFunction<ServerResponse> dashboard() {
    return RouterFunctions.route()
        .GET("/", file("index.html", HTML))
        .GET("/dashboard/dashboard.css", file("dashboard.css", CSS))
        .GET("/dashboard/dashboard.js", file("dashboard.js", JS))
        .GET("/dashboard/chart.js", file("chart.js", JS))
        .GET("/dashboard/icon.svg", file("icon.svg", SVG))
        .build();
  }

  private static HandlerFunction<ServerResponse> file(String name, MediaType type) {
    byte[] content = read("/dashboard/" + name);
    return request ->
        ServerResponse.ok()
            .contentType(type)
            .cacheControl(CacheControl.maxAge(Duration.ZERO).mustRevalidate())
            .header("Content-Security-Policy", POLICY)
            .header("X-Content-Type-Options", "nosniff")
            .header("Referrer-Policy", "no-referrer")
            .bodyValue(content);
  }

  private static byte[] read(String path) {
    try (InputStream in = DashboardRoutes.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not packaged: " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
