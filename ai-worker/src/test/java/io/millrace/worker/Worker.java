package io.millrace.worker;

import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole worker in this JVM, on a free port. */
final class Worker implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private Worker(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static Worker start(String bootstrapServers, String... settings) {
    String[] args =
        Stream.concat(
                Stream.of("server.port=0", "kafka.bootstrap-servers=" + bootstrapServers),
                Arrays.stream(settings))
            .map(setting -> "--" + setting)
            .toArray(String[]::new);
    return new Worker(AiWorkerApplication.application().run(args));
  }

  /** With the Kafka and the Redis of a stack. */
  static Worker start(Stack stack, String... settings) {
    return start(
        stack.kafkaBootstrapServers(),
        Stream.concat(Stream.of("redis.url=" + stack.redisUrl()), Arrays.stream(settings))
            .toArray(String[]::new));
  }

  Worker ready() {
    await().atMost(Duration.ofSeconds(60)).until(() -> get("/ready").statusCode() == 200);
    return this;
  }

  HttpResponse<String> get(String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As SIGTERM does. */
  @Override
  public void close() {
    context.close();
  }
}
