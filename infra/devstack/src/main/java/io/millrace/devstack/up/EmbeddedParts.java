package io.millrace.devstack.up;

import io.millrace.devstack.process.Console;
import io.millrace.devstack.process.ProcessSpec;
import io.millrace.devstack.process.Supervisor;
import io.millrace.infra.embedded.KafkaBrokerMain;
import io.millrace.infra.embedded.Ports;
import io.millrace.infra.embedded.PostgresServer;
import io.millrace.infra.embedded.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Each part a process of its own, from Maven artifacts, with data that stays. */
final class EmbeddedParts implements StackParts {

  static final List<String> NAMES = List.of("kafka", "postgres", "redis");

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;
  private static final int KAFKA_HEAP_MEGABYTES = 512;

  private final UpSettings settings;
  private final Folders folders;
  private final UnpackedJar devstack;
  private final Supervisor supervisor;
  private final Console console;
  private final PostgresServer postgres;
  private final RedisServer redis;

  EmbeddedParts(
      UpSettings settings,
      Folders folders,
      UnpackedJar devstack,
      Supervisor supervisor,
      Console console) {
    this.settings = settings;
    this.folders = folders;
    this.devstack = devstack;
    this.supervisor = supervisor;
    this.console = console;
    this.postgres = new PostgresServer(folders.data("postgres"), settings.postgres().port());
    this.redis = new RedisServer(folders.data("redis"), settings.redis().port());
  }

  @Override
  public List<String> names() {
    return NAMES;
  }

  @Override
  public void start() throws InterruptedException {
    supervisor.start(kafka());
    supervisor.start(spec("redis", redis.command(), "TERM"));
    postgres.prepare();
    supervisor.start(spec("postgres", postgres.command(), "INT"));
    List<Wait> waits = new ArrayList<>();
    waits.add(new Wait("redis", settings.redis(), redis::isReady));
    waits.add(
        new Wait(
            "postgres", settings.postgres(), () -> postgres.isReady(supervisor.pid("postgres"))));
    waits.add(new Wait("kafka", settings.kafka(), () -> Ports.answers(settings.kafka().port())));
    await(waits);
  }

  @Override
  public String kafkaBootstrapServers() {
    return "localhost:" + settings.kafka().port();
  }

  @Override
  public String databaseUrl() {
    return postgres.url();
  }

  @Override
  public String redisUrl() {
    return redis.url();
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public void stop() {
    supervisor.stop(NAMES);
  }

  private record Wait(String name, Endpoint endpoint, BooleanSupplier ready) {}

  private void await(List<Wait> waits) throws InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!waits.isEmpty()) {
      for (Wait wait : List.copyOf(waits)) {
        if (wait.ready().getAsBoolean()) {
          waits.remove(wait);
          console.say(wait.name(), "ready on port " + wait.endpoint().port());
        } else if (System.nanoTime() > deadline) {
          console.quote(supervisor.logTail(wait.name(), 12));
          throw new UpException(
              wait.name() + " did not start within " + START_TIMEOUT.toSeconds() + " s");
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private ProcessSpec kafka() {
    List<String> options = new ArrayList<>(Jvm.options(KAFKA_HEAP_MEGABYTES));
    options.add("-XX:-UsePerfData");
    options.addAll(Jvm.optionsOf(settings.environment(), "KAFKA_JAVA_OPTS"));
    List<String> target =
        List.of(
            KafkaBrokerMain.class.getName(),
            folders.data("kafka").toString(),
            Integer.toString(settings.kafka().port()));
    return spec("kafka", devstack.command(devstack.unpack(), options, target), "TERM");
  }

  private static ProcessSpec spec(String name, List<String> command, String stopSignal) {
    return new ProcessSpec(name, command, Map.of(), stopSignal, STOP_TIMEOUT);
  }
}
