package io.millrace.devstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The first commands of the README; their output tells positions, so they come first here too. Apps
 * that have just started on a busy machine may need longer than the two seconds a read waits.
 */
@Order(1)
@ExtendWith(PlatformExtension.class)
class ReadmeE2eIT {

  @Test
  void readme_showsWhatItsCommandsPrint(Platform platform) throws Exception {
    assumeTrue(ReadmeCommands.canRun(), "no curl here");
    List<ReadmeCommands.Example> examples =
        ReadmeCommands.read(Platform.projectRoot().resolve("README.md"));
    assertThat(examples).hasSize(3);
    for (ReadmeCommands.Example example : examples) {
      String output =
          await("it is visible")
              .until(
                  () -> ReadmeCommands.run(example, platform.millrace()),
                  answer -> !answer.contains("not-yet-visible"));
      assertThat(output).as(example.command()).isEqualTo(example.output());
    }
  }
}
