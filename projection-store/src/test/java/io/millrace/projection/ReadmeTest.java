package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.projection.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z_]+):(\\S*?)}(?=\\s|}|$)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| `([^`]*)` \\|");

  @Test
  void settings_areThoseOfTheYaml() throws IOException {
    String yaml = Files.readString(Path.of("src/main/resources/projection-store.yml"));

    assertThat(pairs(ROW, readme())).isEqualTo(pairs(SETTING, yaml));
  }

  @Test
  void metrics_areThoseOfTheEnum() throws IOException {
    assertThat(readme())
        .contains(
            Arrays.stream(Metric.values())
                .map(
                    metric ->
                        "| `%s` | %s | %s |"
                            .formatted(
                                metric.id(),
                                metric.type().name().toLowerCase(Locale.ROOT),
                                metric.meaning()))
                .toList());
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }

  private static Map<String, String> pairs(Pattern pattern, String text) {
    Map<String, String> pairs = new TreeMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      pairs.put(matcher.group(1), matcher.group(2));
    }
    return pairs;
  }
}
