package io.millrace.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The app as it runs, on a free port. */
final class StreamApp implements AutoCloseable {

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();

  private StreamApp(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static StreamApp start(String bootstrapServers, Path stateDir) {
    SpringApplication application = StreamProcessors.application();
    application.setRegisterShutdownHook(false);
    return new StreamApp(
        application.run(
            "--server.port=0",
            "--millrace.streams.bootstrap-servers=" + bootstrapServers,
            "--millrace.streams.state-dir=" + stateDir));
  }

  void awaitReady() {
    Awaitility.await("ready")
        .atMost(Duration.ofSeconds(180))
        .pollInterval(Duration.ofMillis(100))
        .ignoreException(UncheckedIOException.class)
        .untilAsserted(
            () -> {
              HttpResponse<String> ready = get("/ready");
              if (ready.statusCode() != 200) {
                throw new AssertionError(ready.body());
              }
            });
  }

  HttpResponse<String> get(String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
