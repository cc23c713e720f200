package io.millrace.devstack.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReadmeTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+_PORT)` \\| `(\\d+)` \\|");

  @Test
  void readme_listsEveryPortWithItsDefault() throws Exception {
    UpCommand command = new UpCommand();
    new CommandLine(command).parseArgs();
    UpSettings settings = command.settings(Map.of());

    Matcher rows = ROW.matcher(Files.readString(Path.of("README.md")));
    Map<String, Integer> documented =
        rows.results().collect(Collectors.toMap(r -> r.group(1), r -> Integer.valueOf(r.group(2))));

    assertThat(documented)
        .isEqualTo(
            settings.endpoints().stream()
                .collect(Collectors.toMap(Endpoint::variable, Endpoint::port)));
  }
}
