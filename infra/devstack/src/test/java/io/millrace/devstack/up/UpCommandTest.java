package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.infra.embedded.StackKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UpCommandTest {

  @TempDir Path dir;

  @Test
  void settings_hasTheDocumentedDefaults() {
    UpSettings settings = parse(Map.of());
    assertThat(settings.endpoint(App.INGEST_API).port()).isEqualTo(8080);
    assertThat(settings.endpoint(App.PROJECTION_STORE).port()).isEqualTo(8081);
    assertThat(settings.endpoint(App.STREAM_PROCESSORS).port()).isEqualTo(8082);
    assertThat(settings.endpoint(App.AI_WORKER).port()).isEqualTo(8083);
    assertThat(settings.kafka().port()).isEqualTo(19092);
    assertThat(settings.postgres().port()).isEqualTo(15432);
    assertThat(settings.redis().port()).isEqualTo(16379);
    assertThat(settings.instancesOf(App.AI_WORKER)).isEqualTo(1);
    assertThat(settings.stack()).isEqualTo(StackKind.EMBEDDED);
    assertThat(settings.fresh()).isFalse();
    assertThat(settings.demo()).isFalse();
  }

  @Test
  void settings_takesFlags() {
    UpSettings settings =
        parse(
            Map.of("MILLRACE_STACK", "external"),
            "--fresh",
            "--demo",
            "--data-dir=" + dir,
            "--kafka-port=29092",
            "--instances",
            "ai-worker=3");
    assertThat(settings.fresh()).isTrue();
    assertThat(settings.demo()).isTrue();
    assertThat(settings.dataDir()).isEqualTo(dir);
    assertThat(settings.kafka().port()).isEqualTo(29092);
    assertThat(settings.instancesOf(App.AI_WORKER)).isEqualTo(3);
    assertThat(settings.instancesOf(App.INGEST_API)).isEqualTo(1);
    assertThat(settings.endpoints()).as("ports of the apps alone").hasSize(4);
  }

  @Test
  void settings_namesWhatIsWrong() {
    assertThatThrownBy(() -> parse(Map.of(), "--instances", "worker=2"))
        .hasMessage("--instances: worker is not an app");
    assertThatThrownBy(() -> parse(Map.of(), "--instances", "ai-worker=0"))
        .hasMessage("--instances: ai-worker=0 (expected: at least 1)");
    assertThatThrownBy(() -> parse(Map.of(), "--redis-port=70000"))
        .hasMessage("--redis-port: 70000 (expected: 1 to 65535)");
    assertThatThrownBy(() -> parse(Map.of("MILLRACE_STACK", "cloud")))
        .hasMessage("MILLRACE_STACK: cloud (expected: embedded, containers or external)");
  }

  @Test
  void call_namesTheBusyPortAndItsFlag() throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ServerSocket other = new ServerSocket(0)) {
      System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
      int exitCode =
          new CommandLine(new UpCommand())
              .execute("--data-dir=" + dir, "--kafka-port=" + other.getLocalPort());
      assertThat(exitCode).isEqualTo(1);
      assertThat(output.toString(StandardCharsets.UTF_8))
          .isEqualTo(
              "millrace: port %d for kafka is busy: free it, or pass --kafka-port=PORT (or set KAFKA_PORT)%n"
                  .formatted(other.getLocalPort()));
    } finally {
      System.setOut(out);
    }
  }

  @Test
  void usage_hasAnExampleAndEveryPort() {
    String usage = new CommandLine(new UpCommand()).getUsageMessage();
    assertThat(usage)
        .contains("./millrace up --fresh --demo", "MILLRACE_DATA_DIR", "--instances", "19092");
    for (App app : App.values()) {
      assertThat(usage).contains("--" + app.id() + "-port", app.portVariable());
    }
  }

  private static UpSettings parse(Map<String, String> environment, String... args) {
    UpCommand command = new UpCommand();
    new CommandLine(command).parseArgs(args);
    return command.settings(environment);
  }
}
