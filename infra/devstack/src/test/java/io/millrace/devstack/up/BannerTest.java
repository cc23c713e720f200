package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.devstack.process.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BannerTest {

  private static final Console SILENT =
      new Console(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()), () -> 0);

  @Test
  void of_hasThreeLinesToPasteWithTheActualPorts() {
    String banner = banner("localhost:9092", "--ingest-api-port=1234", "--kafka-port=9092");
    assertThat(banner.lines().filter(line -> line.contains("curl ")))
        .hasSize(3)
        .allMatch(line -> line.contains("Bearer demo-key"));
    assertThat(banner)
        .contains("curl -sw \"\\n\" http://localhost:1234/api/receipts ")
        .contains("'http://localhost:8081/api/analytics/sales?storeId=corner&bucket=hour&from=");
  }

  @Test
  void of_hasTheLinesOfTheReadme() throws IOException {
    String readme = Files.readString(Path.of("../../README.md"));
    assertThat(banner("localhost:9092").lines().filter(line -> line.contains("curl ")))
        .allSatisfy(line -> assertThat(readme).contains("$ " + line.strip() + "\n"));
  }

  @Test
  void of_hidesPasswordsOfAnExternalStack() {
    assertThat(banner("127.0.0.1:9092")).contains("app:***@db/shop").doesNotContain("secret");
  }

  @Test
  void of_hasNoKeyWhereKafkaIsElsewhere() {
    assertThat(banner("localhost:9092,kafka.example.com:9092"))
        .contains("No demo key")
        .doesNotContain("demo-key");
  }

  private static String banner(String kafka, String... args) {
    UpCommand command = new UpCommand();
    new CommandLine(command).parseArgs(args);
    UpSettings settings = command.settings(Map.of("MILLRACE_STACK", "external"));
    List<Instance> instances = List.of(new Instance(App.AI_WORKER, 2, 5000));
    return Banner.of(
        settings, instances, new ForeignParts(new ElsewhereStack(kafka), "external", SILENT));
  }
}
