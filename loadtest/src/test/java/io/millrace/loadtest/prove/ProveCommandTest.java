package io.millrace.loadtest.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.prove.evidence.EvidenceFile;
import io.millrace.loadtest.prove.ledger.RunBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ProveCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void check_passesAKeptRun() {
    Path file = folder.resolve("run/evidence.json.gz");
    EvidenceFile.write(file, new RunBuilder().build());
    assertThat(execute("--check", file.toString())).isZero();
    assertThat(out.toString()).contains("acknowledged 280").endsWith("PASS\n");
  }

  @Test
  void read_givesBackWhatWasWritten() {
    Path file = folder.resolve("evidence.json.gz");
    EvidenceFile.write(file, new RunBuilder().build());
    assertThat(EvidenceFile.read(file)).isEqualTo(new RunBuilder().build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rounds 0 | --rounds: 0 (expected: > 0)",
        "--rate 0 | --rate: 0.0 (expected: > 0)",
        "--faults kill:nginx | fault: nginx (expected: one of kafka",
        "--faults kafka | fault: kafka (expected: kill:NAME, pause:NAME or outage:NAME)",
        "--only nginx | --only: fault: nginx (expected: one of kafka",
        "--only kafka --short | --only goes neither with --faults nor with --short",
        "--instances 0 | --instances: 0 (expected: 1 to 9, or APP=1 to 9)",
        "--instances kafka=2 | --instances: kafka=2 (expected: 1 to 9, or APP=1 to 9)",
        "--outage 0 | --outage: 0 (expected: 1 to 300)"
      })
  void prove_refusesWhatItCannotRun(String options, String expected) {
    assertThat(execute(options.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(expected);
  }

  private int execute(String... args) {
    return new CommandLine(new ProveCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
