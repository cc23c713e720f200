package io.millrace.loadtest.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.prove.evidence.EvidenceFile;
import io.millrace.loadtest.prove.ledger.Evidence;
import io.millrace.loadtest.prove.ledger.Sent;
import io.millrace.loadtest.prove.ledger.Stored;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The proof in its short form, on the real processes; and that it would have failed. */
class ProveIT {

  private static final Logger log = LoggerFactory.getLogger(ProveIT.class);
  private static final List<String> APPS =
      List.of("KAFKA", "INGEST_API", "PROJECTION_STORE", "STREAM_PROCESSORS", "AI_WORKER");

  @Test
  void prove_passesAndFailsOnceItsEvidenceIsTamperedWith() {
    Path root = projectRoot();
    Path folder = root.resolve("loadtest/target/prove");
    Path file = folder.resolve("evidence.json.gz");
    Answer proof =
        execute(
            environment(root),
            "--short",
            "--faults=kill:ingest-api,kill:stream-processors",
            "--rate=8",
            "--data-dir=" + dataDir(root, folder),
            "--evidence=" + file);
    log.warn("{}", proof.text());
    assertThat(proof.exitCode()).as(proof.text()).isZero();
    Evidence kept = EvidenceFile.read(file);
    assertThat(kept.acknowledged()).hasSizeGreaterThan(500);
    assertThat(kept.stored()).hasSizeGreaterThan(kept.acknowledged().size());

    Sent lost = kept.acknowledged().get(100);
    List<Stored> stored = new ArrayList<>(kept.stored());
    stored.removeIf(
        one ->
            one.kind() == lost.kind()
                && one.key().equals(lost.key())
                && one.id().equals(lost.id()));
    EvidenceFile.write(file, with(kept, stored));
    Answer check = execute(environment(root), "--check=" + file);
    assertThat(check.exitCode()).as(check.text()).isEqualTo(1);
    assertThat(check.text()).contains("FAIL  acknowledged is in the topic").contains(lost.id());
  }

  private record Answer(int exitCode, String text) {}

  private static Answer execute(Map<String, String> environment, String... args) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    int exitCode =
        new CommandLine(new ProveCommand(environment)).setOut(writer).setErr(writer).execute(args);
    return new Answer(exitCode, text.toString());
  }

  private static Evidence with(Evidence kept, List<Stored> stored) {
    return new Evidence(
        kept.acknowledged(),
        kept.unanswered(),
        kept.refused(),
        stored,
        kept.answers(),
        kept.shown(),
        kept.figures(),
        kept.levels(),
        kept.thresholds(),
        kept.deadLetters());
  }

  /** The jars of this build are what is tested; the launcher must not start another one. */
  private static Map<String, String> environment(Path root) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("MILLRACE_HOME", root.toString());
    environment.put("MILLRACE_SKIP_BUILD", "true");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("MILLRACE_JAVA_HOME", System.getProperty("java.home"));
    // As in the end-to-end tests: compiling for the long run takes more than it gives here.
    for (String app : APPS) {
      environment.put(app + "_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }
    return environment;
  }

  /** Where the end-to-end test ran, its class archives make every start much shorter. */
  private static Path dataDir(Path root, Path otherwise) {
    Path folder = root.resolve("infra/devstack/target/e2e/data");
    return Files.isDirectory(folder.resolve("apps")) ? folder : otherwise.resolve("platform");
  }

  private static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".ci/run"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
