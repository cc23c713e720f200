package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AppTest {

  /** What a stopping worker waits for beyond the longest call. */
  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(5);

  @Test
  void stopTimeout_ofTheWorkerIsLongerThanItsCalls() throws Exception {
    String settings = Files.readString(Path.of("../../ai-worker/src/main/resources/ai-worker.yml"));
    Matcher longest = Pattern.compile("AI_REQUEST_TIMEOUT:(\\d+)s").matcher(settings);

    assertThat(longest.find()).isTrue();
    assertThat(App.AI_WORKER.stopTimeout())
        .isGreaterThanOrEqualTo(
            Duration.ofSeconds(Long.parseLong(longest.group(1))).plus(DRAIN_MARGIN));
  }
}
