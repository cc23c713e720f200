package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.metrics.WorkerMetric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z_]+):([^}]*)}");

  private final String readme = read(Path.of("README.md"));

  @Test
  void settings_areInTheReadmeWithTheirDefaults() throws IOException {
    String yml =
        new String(
            getClass().getResourceAsStream("/ai-worker.yml").readAllBytes(),
            StandardCharsets.UTF_8);
    for (MatchResult setting : SETTING.matcher(yml).results().toList()) {
      String value = setting.group(2).isEmpty() ? "" : "`" + setting.group(2) + "`";
      assertThat(readme).contains("| `" + setting.group(1) + "` | " + value);
    }
  }

  @Test
  void metrics_areInTheReadme() {
    for (WorkerMetric metric : WorkerMetric.values()) {
      assertThat(readme)
          .contains(
              "| `%s` | %s | %s | %s |"
                  .formatted(
                      metric.metricName(),
                      metric.type(),
                      String.join(", ", metric.tags()),
                      metric.meaning()));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
