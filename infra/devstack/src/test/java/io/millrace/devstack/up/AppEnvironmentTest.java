package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.devstack.process.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AppEnvironmentTest {

  private static final Console SILENT =
      new Console(new PrintStream(OutputStream.nullOutputStream()), () -> 0);
  private static final String LOCAL = "localhost:9092";

  @Test
  void of_keepsStateOfEachClusterApart() {
    assertThat(of(App.STREAM_PROCESSORS, LOCAL, Map.of()))
        .containsEntry("STATE_DIR", Path.of("/millrace/data/streams/cluster-1").toString());
  }

  @Test
  void of_makesDemoTheAdminTenantWhereTheDemoKeyIs() {
    assertThat(of(App.INGEST_API, LOCAL, Map.of())).containsEntry("ADMIN_TENANT", "demo");
    assertThat(of(App.PROJECTION_STORE, LOCAL, Map.of())).containsEntry("ADMIN_TENANT", "demo");
    assertThat(of(App.AI_WORKER, LOCAL, Map.of())).doesNotContainKey("ADMIN_TENANT");
    assertThat(of(App.INGEST_API, "kafka.example.com:9092", Map.of()))
        .doesNotContainKey("ADMIN_TENANT");
  }

  @Test
  void of_leavesTheAdminTenantThatWasChosen() {
    assertThat(of(App.INGEST_API, LOCAL, Map.of("ADMIN_TENANT", "")))
        .as("the app inherits it")
        .doesNotContainKey("ADMIN_TENANT");
  }

  @Test
  void of_givesIngestApiAloneTheKeyOfSecrets() {
    assertThat(of(App.INGEST_API, LOCAL, Map.of())).containsEntry("SECRETS_KEY", "key-1");
    assertThat(of(App.AI_WORKER, LOCAL, Map.of())).doesNotContainKey("SECRETS_KEY");
    assertThat(of(App.INGEST_API, LOCAL, Map.of("SECRETS_KEY", "own")))
        .as("the app inherits it")
        .doesNotContainKey("SECRETS_KEY");
  }

  private static Map<String, String> of(App app, String kafka, Map<String, String> chosen) {
    UpCommand command = new UpCommand();
    new CommandLine(command).parseArgs();
    Map<String, String> environment = new HashMap<>(chosen);
    environment.put("MILLRACE_STACK", "external");
    StackParts stack = new ForeignParts(new ElsewhereStack(kafka), "external", SILENT);
    return new AppEnvironment(
            command.settings(environment),
            new Folders(Path.of("/millrace")),
            stack,
            "cluster-1",
            "key-1")
        .of(new Instance(app, 1, 5000));
  }
}
