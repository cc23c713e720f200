package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlmSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "'', https://api.openai.com/v1/chat/completions",
    "http://localhost:11434, http://localhost:11434/v1/chat/completions",
    "http://localhost:11434/, http://localhost:11434/v1/chat/completions",
    "http://localhost:11434/v1, http://localhost:11434/v1/chat/completions",
    "https://llm.example/v1beta/openai/, https://llm.example/v1beta/openai/chat/completions"
  })
  void completions_isUnderTheBaseUrl(String baseUrl, String expected) {
    assertThat(new LlmSettings(baseUrl, "key", "m").completions()).hasToString(expected);
  }

  @Test
  void demo_isWhatAnswers_whenNothingIsSet() {
    assertThat(new LlmSettings("", "", "m").demo()).isTrue();
    assertThat(new LlmSettings("", "key", "m").demo()).isFalse();
    assertThat(new LlmSettings("http://localhost:11434", "", "m").demo()).isFalse();
  }

  @Test
  void toString_keepsTheKeySecret() {
    assertThat(new LlmSettings("", "sk-secret", "m").toString()).doesNotContain("sk-secret");
  }

  @Test
  void settings_refuseWhatIsNoUrl() {
    assertThatThrownBy(() -> new LlmSettings("localhost:11434", "", "m"))
        .hasMessage("llm.base-url: localhost:11434 (expected: an http or https URL)");
  }
}
