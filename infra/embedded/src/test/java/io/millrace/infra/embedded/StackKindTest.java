package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StackKindTest {

  @Test
  void of_isEmbeddedByDefault() {
    assertThat(StackKind.of(Map.of())).isEqualTo(StackKind.EMBEDDED);
  }

  @Test
  void of_ignoresCase() {
    assertThat(StackKind.of(Map.of("MILLRACE_STACK", "External"))).isEqualTo(StackKind.EXTERNAL);
  }

  @Test
  void of_refusesAnUnknownKind() {
    assertThatThrownBy(() -> StackKind.of(Map.of("MILLRACE_STACK", "cloud")))
        .hasMessage("MILLRACE_STACK: cloud (expected: embedded, containers or external)");
  }
}
