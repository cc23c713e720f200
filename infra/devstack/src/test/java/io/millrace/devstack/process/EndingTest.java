package io.millrace.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {

  @Test
  void step_reportsWhatItThrowsInOneLine() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Ending ending =
        new Ending(new Console(new PrintStream(output, true, StandardCharsets.UTF_8), () -> 0));
    List<String> taken = new ArrayList<>();

    ending.step(
        "apps",
        () -> {
          throw new IllegalStateException("no such file\nmore");
        });
    ending.step(
        "demo",
        () -> {
          throw new NoClassDefFoundError("Gone");
        });
    ending.step("stack", () -> taken.add("stack"));

    assertThat(taken).containsExactly("stack");
    assertThat(output.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("apps")
                    .endsWith(
                        "did not stop cleanly: java.lang.IllegalStateException: no such file"),
            line -> assertThat(line).contains("demo").endsWith("NoClassDefFoundError: Gone"));
  }
}
