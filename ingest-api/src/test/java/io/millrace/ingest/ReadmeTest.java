package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.metrics.IngestMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's tables say what the code says. */
class ReadmeTest {

  private static final Pattern SETTING =
      Pattern.compile("(?=\\$\\{([A-Z_]+):([^}$]*(?:\\$\\{[^}]*})?[^}]*)})");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Z_]+)` \\| `?([^|`]*)`? \\|", Pattern.MULTILINE);
  private static final Pattern CODE =
      Pattern.compile(
          "(?:new Problem\\(\\s*\\d+,\\s*|unavailable\\(\\s*|unauthorized\\(\\s*|refused\\(\\s*|CODE = )\"([a-z-]+)\"");

  @Test
  void readme_listsEverySettingWithItsDefault() throws IOException {
    Map<String, String> inYaml = new TreeMap<>();
    Matcher yaml = SETTING.matcher(Files.readString(Path.of("src/main/resources/ingest-api.yml")));
    while (yaml.find()) {
      inYaml.putIfAbsent(yaml.group(1), yaml.group(2).replaceAll("\\$\\{[A-Z_]+:(\\d+)}", "$1"));
    }
    inYaml.put("LOG_FORMAT", "text");
    Map<String, String> inReadme = new TreeMap<>();
    Matcher rows = ROW.matcher(Files.readString(Path.of("README.md")));
    while (rows.find()) {
      inReadme.put(rows.group(1), rows.group(2).trim());
    }

    assertThat(inReadme).isEqualTo(inYaml);
  }

  @Test
  void readme_listsEveryMetric() throws IOException {
    String readme = Files.readString(Path.of("README.md"));

    for (IngestMetric metric : IngestMetric.values()) {
      String tags = String.join(", ", metric.tags());
      assertThat(readme)
          .contains(
              "| `"
                  + metric.id()
                  + "` | "
                  + tags
                  + (tags.isEmpty() ? "" : " ")
                  + "| "
                  + metric.meaning());
    }
  }

  @Test
  void readme_listsEveryErrorCode() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher codes = CODE.matcher(Files.readString(source));
        while (codes.find()) {
          assertThat(readme)
              .as("%s in %s", codes.group(1), source)
              .contains("`" + codes.group(1) + "`");
        }
      }
    }
  }
}
