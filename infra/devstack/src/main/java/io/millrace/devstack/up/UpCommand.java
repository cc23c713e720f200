package io.millrace.devstack.up;

import io.millrace.devstack.process.Console;
import io.millrace.infra.embedded.StackKind;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code ./millrace up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Starts Kafka, PostgreSQL, Redis and the four apps on this machine, waits until each is"
          + " ready, and keeps them running until Ctrl-C.",
      "Each flag with a variable in its text can be set by that variable too."
    },
    footer = {
      "",
      "Examples:",
      "  ./millrace up                          everything, with the data of the last time",
      "  ./millrace up --fresh --demo           empty, with a simulated shop running",
      "  ./millrace up --instances ai-worker=3  three AI workers",
      "  MILLRACE_STACK=external KAFKA_BOOTSTRAP_SERVERS=... DATABASE_URL=... REDIS_URL=... \\",
      "    ./millrace up                        the apps alone, on a stack of your own"
    })
public final class UpCommand implements Callable<Integer> {

  private static final String PORT = "PORT";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:MILLRACE_DATA_DIR:-.millrace}",
      description =
          "Data, logs and pids (MILLRACE_DATA_DIR; default: .millrace beside ./millrace).")
  private Path dataDir = Path.of(".millrace");

  @Option(
      names = "--apps-dir",
      paramLabel = "DIR",
      defaultValue = "${env:MILLRACE_HOME:-.}",
      description =
          "Checkout whose built apps to start (MILLRACE_HOME; default: that of ./millrace).")
  private Path home = Path.of(".");

  @Option(names = "--fresh", description = "Start empty: delete the data first.")
  private boolean fresh;

  @Option(
      names = "--demo",
      description = "Keep a simulated shop, a webhook sender and a chat running.")
  private boolean demo;

  @Option(
      names = "--instances",
      paramLabel = "APP=N",
      description = "Processes of an app; those after the first get free ports.")
  private Map<String, Integer> instances = new LinkedHashMap<>();

  @Option(
      names = "--ingest-api-port",
      paramLabel = PORT,
      defaultValue = "${env:INGEST_API_PORT:-8080}",
      showDefaultValue = Visibility.ALWAYS,
      description = "INGEST_API_PORT.")
  private int ingestApiPort;

  @Option(
      names = "--projection-store-port",
      paramLabel = PORT,
      defaultValue = "${env:PROJECTION_STORE_PORT:-8081}",
      showDefaultValue = Visibility.ALWAYS,
      description = "PROJECTION_STORE_PORT.")
  private int projectionStorePort;

  @Option(
      names = "--stream-processors-port",
      paramLabel = PORT,
      defaultValue = "${env:STREAM_PROCESSORS_PORT:-8082}",
      showDefaultValue = Visibility.ALWAYS,
      description = "STREAM_PROCESSORS_PORT.")
  private int streamProcessorsPort;

  @Option(
      names = "--ai-worker-port",
      paramLabel = PORT,
      defaultValue = "${env:AI_WORKER_PORT:-8083}",
      showDefaultValue = Visibility.ALWAYS,
      description = "AI_WORKER_PORT.")
  private int aiWorkerPort;

  @Option(
      names = "--kafka-port",
      paramLabel = PORT,
      defaultValue = "${env:KAFKA_PORT:-19092}",
      showDefaultValue = Visibility.ALWAYS,
      description = "KAFKA_PORT.")
  private int kafkaPort;

  @Option(
      names = "--postgres-port",
      paramLabel = PORT,
      defaultValue = "${env:POSTGRES_PORT:-15432}",
      showDefaultValue = Visibility.ALWAYS,
      description = "POSTGRES_PORT.")
  private int postgresPort;

  @Option(
      names = "--redis-port",
      paramLabel = PORT,
      defaultValue = "${env:REDIS_PORT:-16379}",
      showDefaultValue = Visibility.ALWAYS,
      description = "REDIS_PORT.")
  private int redisPort;

  @Override
  public Integer call() {
    Console console = new Console(System.out, System::nanoTime);
    try {
      new Up(settings(System.getenv()), console).run();
      return 0;
    } catch (UpException e) {
      console.print("millrace: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  UpSettings settings(Map<String, String> environment) {
    Map<App, Endpoint> ports = new EnumMap<>(App.class);
    ports.put(App.INGEST_API, Endpoint.of(App.INGEST_API, ingestApiPort));
    ports.put(App.PROJECTION_STORE, Endpoint.of(App.PROJECTION_STORE, projectionStorePort));
    ports.put(App.STREAM_PROCESSORS, Endpoint.of(App.STREAM_PROCESSORS, streamProcessorsPort));
    ports.put(App.AI_WORKER, Endpoint.of(App.AI_WORKER, aiWorkerPort));
    Map<App, Integer> counts = new EnumMap<>(App.class);
    instances.forEach(
        (name, count) ->
            counts.put(
                App.find(name)
                    .orElseThrow(() -> new UpException("--instances: " + name + " is not an app")),
                count));
    return new UpSettings(
        home.toAbsolutePath().normalize(),
        dataDir.toAbsolutePath().normalize(),
        ports,
        Endpoint.of("kafka", kafkaPort, "KAFKA_PORT"),
        Endpoint.of("postgres", postgresPort, "POSTGRES_PORT"),
        Endpoint.of("redis", redisPort, "REDIS_PORT"),
        counts,
        fresh,
        demo,
        kind(environment),
        environment);
  }

  private static StackKind kind(Map<String, String> environment) {
    try {
      return StackKind.of(environment);
    } catch (IllegalArgumentException e) {
      throw new UpException(String.valueOf(e.getMessage()));
    }
  }
}
