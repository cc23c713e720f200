package io.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class StreamsSettingsTest {

  @Test
  void settings_refuseWhatCannotWork() {
    assertThatThrownBy(() -> settings(0, Duration.ofSeconds(1)))
        .hasMessage("millrace.streams.threads: 0 (expected: > 0)");
    assertThatThrownBy(() -> settings(1, Duration.ZERO))
        .hasMessage("millrace.streams.shutdown-timeout: PT0S (expected: > 0)");
  }

  @Test
  void readme_listsEverySettingWithItsDefault() throws IOException {
    Map<String, String> yaml =
        find(
            "\\$\\{([A-Z_]+):((?:[^{}]|\\{[^}]*\\})*)}",
            "src/main/resources/stream-processors.yml");
    Map<String, String> readme = find("(?m)^\\| `([A-Z_]+)` \\| `([^`]*)` \\|", "README.md");

    assertThat(readme).containsAllEntriesOf(yaml);
  }

  private static StreamsSettings settings(int threads, Duration shutdownTimeout) {
    return new StreamsSettings(
        "localhost:1",
        Path.of("state"),
        "one",
        threads,
        1,
        DataSize.ofMegabytes(64),
        Duration.ofDays(40),
        10,
        shutdownTimeout);
  }

  private static Map<String, String> find(String pattern, String file) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
    while (matcher.find()) {
      found.put(matcher.group(1), matcher.group(2));
    }
    return found;
  }
}
