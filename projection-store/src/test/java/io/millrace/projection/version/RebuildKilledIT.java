package io.millrace.projection.version;

import static io.millrace.projection.version.RebuildStack.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.infra.embedded.Ports;
import io.millrace.projection.ProjectionStore;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.topic.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A rebuild goes on where it was when its process was killed, and where the database was lost. */
class RebuildKilledIT {

  private static final int RECEIPTS = 10_000;

  @Test
  void rebuild_goesOn_afterItsProcessWasKilled() throws Exception {
    try (RebuildStack stack = new RebuildStack()) {
      for (int i = 1; i <= RECEIPTS; i++) {
        stack.topics.sendAsync(
            Topics.SALES_RECEIPTS, Keys.of(RebuildStack.TENANT, "s" + i % 7), Shop.receipt(i));
      }
      stack.topics.flush();
      try (RebuildStack.App first = process(stack)) {
        await().atMost(SOON).until(() -> rows(stack, 1) == RECEIPTS);
        first.change("receipts", "rebuild");
        await()
            .atMost(SOON)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(10))
            .until(() -> rows(stack, 2) > 0);
      }
      assertThat(rows(stack, 2)).isLessThan(RECEIPTS);

      try (RebuildStack.App second = stack.app()) {
        second.awaitCaughtUp("receipts");
        assertThat(second.verify("receipts").json().get("same").asBoolean()).isTrue();
        assertThat(second.change("receipts", "switch").status()).isEqualTo(200);
        assertThat(stack.database.value("select count(*) from receipt"))
            .isEqualTo(Integer.toString(RECEIPTS));

        stack.database.execute("drop schema public cascade; create schema public");
        dropSchemas(stack);
      }
      try (RebuildStack.App third = stack.app()) {
        await()
            .atMost(SOON)
            .until(
                () ->
                    stack
                        .database
                        .value("select count(*) from receipt")
                        .equals(Integer.toString(RECEIPTS)));
        assertThat(third.versions("receipts").json().get("active").asInt()).isEqualTo(2);
        assertThat(rows(stack, 2)).isEqualTo(RECEIPTS);
      }
    }
  }

  private static void dropSchemas(RebuildStack stack) {
    for (String schema :
        stack.database.rows("select nspname from pg_namespace where nspname ~ '_v[0-9]+$'")) {
      stack.database.execute("drop schema " + schema + " cascade");
    }
  }

  private static long rows(RebuildStack stack, int version) {
    return Long.parseLong(
        stack.database.value("select count(*) from receipts_v" + version + ".receipt"));
  }

  private RebuildStack.App process(RebuildStack stack) throws IOException {
    int port = Ports.free();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ProjectionStore.class.getName());
    builder.environment().putAll(stack.environment(port));
    builder.environment().putAll(Map.of("SINK_BATCH", "50"));
    File log = Path.of("target", "rebuild-killed.log").toFile();
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    return stack.new App(port, () -> kill(process)).ready();
  }

  private static void kill(Process process) {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
