package io.millrace.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JvmThreadsTest {

  @Test
  void of_findsTheCompilersOfThisJvm() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")));
    JvmThreads now = JvmThreads.of(ProcessHandle.current().pid());
    assertThat(now.compilers()).isPositive();
    assertThat(now.since(now)).isEqualTo(new JvmThreads(Duration.ZERO, Duration.ZERO));
  }

  @Test
  void since_isNotNegative_whenThreadsHaveEnded() {
    JvmThreads more = new JvmThreads(Duration.ofSeconds(2), Duration.ofSeconds(1));
    JvmThreads less = new JvmThreads(Duration.ofSeconds(1), Duration.ofSeconds(4));
    assertThat(less.since(more)).isEqualTo(new JvmThreads(Duration.ZERO, Duration.ofSeconds(3)));
  }

  @Test
  void of_isNothing_whenTheProcessIsGone() {
    assertThat(JvmThreads.of(Long.MAX_VALUE))
        .isEqualTo(new JvmThreads(Duration.ZERO, Duration.ZERO));
  }
}
