package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlmSettingsTest {

  private static final Map<String, String> VARIABLES = Map.of("SPARE_KEY", "sk-spare");

  @ParameterizedTest
  @CsvSource({
    "'', https://api.openai.com/v1/chat/completions",
    "http://localhost:11434, http://localhost:11434/v1/chat/completions",
    "http://localhost:11434/, http://localhost:11434/v1/chat/completions",
    "http://localhost:11434/v1, http://localhost:11434/v1/chat/completions",
    "https://llm.example/v1beta/openai/, https://llm.example/v1beta/openai/chat/completions"
  })
  void completions_isUnderTheBaseUrl(String baseUrl, String expected) {
    assertThat(all(settings(baseUrl, "key", "")).get(0).completions()).hasToString(expected);
  }

  @Test
  void demo_isWhatAnswers_whenNothingIsSet() {
    assertThat(all(settings("", "", ""))).isEmpty();
    assertThat(all(settings("", "key", ""))).hasSize(1);
    assertThat(all(settings("http://localhost:11434", "", ""))).hasSize(1);
    assertThat(all(settings("", "", "a=http://a||m"))).hasSize(1);
  }

  @Test
  void providers_comeAfterTheFirst() {
    assertThat(
            all(
                settings(
                    "http://one",
                    "sk-1",
                    "two=http://two/v2|SPARE_KEY|large, three=http://three||x:7b")))
        .containsExactly(
            new ProviderSettings("default", "http://one", "sk-1", "m"),
            new ProviderSettings("two", "http://two/v2", "sk-spare", "large"),
            new ProviderSettings("three", "http://three", "", "x:7b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "two",
        "two=http://two",
        "two=http://two|K",
        "two=two|SPARE_KEY|m",
        "two=http://two||",
        "T=http://two||m"
      })
  void providers_refuseAnotherForm(String providers) {
    assertThatThrownBy(() -> all(settings("", "", providers)))
        .hasMessage(
            "llm.providers: " + providers + " (expected: name=url|variable of the key|model)");
  }

  @Test
  void providers_refuseWhatCannotBe() {
    assertThatThrownBy(() -> all(settings("", "", "two=http://two|GONE|m")))
        .hasMessage("llm.providers: two wants its key from GONE, which is not set");
    assertThatThrownBy(() -> all(settings("", "", "a=http://a||m,a=http://b||m")))
        .hasMessage("llm.providers: a is there twice");
  }

  @Test
  void toString_keepsTheKeySecret() {
    LlmSettings settings = settings("", "sk-secret", "two=http://two|SPARE_KEY|m");
    assertThat(settings.toString()).doesNotContain("sk-secret");
    assertThat(all(settings).toString()).doesNotContain("sk-secret").doesNotContain("sk-spare");
  }

  @Test
  void settings_refuseWhatIsNoUrl() {
    assertThatThrownBy(() -> settings("localhost:11434", "", ""))
        .hasMessage("llm.base-url: localhost:11434 (expected: an http or https URL)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "failures=5,open=60s",
        "failures=0,open=60s,successes=2",
        "failures=5,open=-1s,successes=2"
      })
  void circuit_refusesAnotherForm(String line) {
    assertThatThrownBy(() -> CircuitPolicy.of(line))
        .hasMessage("ai.circuit: " + line + " (expected: failures=5,open=60s,successes=2)");
  }

  private static LlmSettings settings(String baseUrl, String apiKey, String providers) {
    return new LlmSettings(
        baseUrl, apiKey, "m", providers, Duration.ofSeconds(20), Duration.ofSeconds(15));
  }

  private static List<ProviderSettings> all(LlmSettings settings) {
    return settings.all(VARIABLES::get);
  }
}
