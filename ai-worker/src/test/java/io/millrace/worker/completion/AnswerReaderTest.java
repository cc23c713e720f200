package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.worker.completion.AnswerReader.Read;
import io.millrace.worker.completion.CompletionException.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other servers than our own fake one send. */
class AnswerReaderTest {

  private static final String STOP = "{'choices': [{'delta': {}, 'finish_reason': 'stop'}]}";

  private final AnswerReader reader = new AnswerReader(new Refusals(new TestClock()), "p", "asked");

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "{'choices': []}",
        "{'choices': [{'delta': {'role': 'assistant', 'content': ''}}]}",
        "{'choices': [{'delta': {'content': null}}]}",
        "{'choices': [{'delta': {'content': '\\u0000'}}]}"
      })
  void event_isNoSignOfLife_whenItSaysNothing(String data) {
    assertThat(read(data)).isEqualTo(new Read(List.of(), false, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning_content", "reasoning"})
  void event_isASignOfLife_whenTheModelThinks(String field) {
    assertThat(read("{'choices': [{'delta': {'" + field + "': 'hm'}}]}"))
        .isEqualTo(new Read(List.of(), true, false));
  }

  @Test
  void event_givesARefusalAsText() {
    assertThat(read("{'choices': [{'delta': {'refusal': 'I will not.'}}]}").chunks())
        .containsExactly(new Chunk.Text("I will not."));
  }

  @Test
  void end_tellsTheUsage_whereverItComes() {
    text("hi");
    read("{'choices': [], 'usage': {'prompt_tokens': 3, 'completion_tokens': 1}}");
    read(STOP);
    Chunk.End end = (Chunk.End) read("[DONE]").chunks().get(0);
    assertThat(end.usage()).isEqualTo(new Usage(3, 1));
    assertThat(end.model()).isEqualTo("asked");
    assertThat(read("[DONE]")).isEqualTo(new Read(List.of(), false, true));
    assertThat(reader.closed()).isEmpty();
  }

  @Test
  void end_isWhole_withoutDone() {
    text("hi");
    assertThat(reader.finished()).isFalse();
    read(STOP);
    assertThat(reader.finished()).isTrue();
    assertThat(reader.closed()).hasSize(1);
  }

  @Test
  void end_isWhole_withoutAReason() {
    text("hi");
    read("[DONE]");
    assertThat(reader.finished()).isTrue();
  }

  @Test
  void end_isNone_whenNothingWasSaid() {
    assertThatThrownBy(() -> read("[DONE]")).hasMessage("the model gave an empty answer");
  }

  @Test
  void close_isABreak_withoutAnEnd() {
    text("hi");
    assertThatThrownBy(reader::closed)
        .isInstanceOfSatisfying(
            CompletionException.class,
            failure -> assertThat(failure.code()).isEqualTo(Code.PROVIDER_UNREACHABLE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'code': 502, 'message': 'bad gateway'} | PROVIDER_ERROR        | true",
        "{'type': 'server_error'}                | PROVIDER_ERROR        | true",
        "{'code': 'rate_limit_exceeded'}         | PROVIDER_RATE_LIMITED | true",
        "{'code': 429}                           | PROVIDER_RATE_LIMITED | true",
        "{'code': 'context_length_exceeded'}     | CONTEXT_TOO_LONG      | false"
      })
  void error_inTheMiddle_endsTheAnswer(String error, Code code, boolean retriable) {
    text("hi");
    assertThatThrownBy(() -> read("{'error': " + error + "}"))
        .isInstanceOfSatisfying(
            CompletionException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.retriable()).isEqualTo(retriable);
            });
  }

  @Test
  void error_inTheMiddle_mayTellWhenToComeAgain() {
    assertThatThrownBy(
            () ->
                read(
                    "{'error': {'status': 'RESOURCE_EXHAUSTED', 'details': [{'@type':"
                        + " 'type.googleapis.com/google.rpc.RetryInfo', 'retryDelay': '7s'}]}}"))
        .isInstanceOfSatisfying(
            CompletionException.class,
            failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7)));
  }

  @Test
  void toolCalls_areTakenWithoutAnIndex() {
    read(
        "{'choices': [{'delta': {'tool_calls': [{'id': 'a', 'function': {'name': 'f',"
            + " 'arguments': '{}'}}, {'id': 'b', 'function': {'name': 'g'}}]}}]}");
    Chunk.End end = (Chunk.End) read("[DONE]").chunks().get(0);
    assertThat(end.toolCalls().toStringUtf8())
        .isEqualTo(
            "[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                + "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]");
  }

  private void text(String text) {
    assertThat(read("{'choices': [{'delta': {'content': '" + text + "'}}]}").chunks())
        .containsExactly(new Chunk.Text(text));
  }

  private Read read(String data) {
    return reader.event(data == null ? null : data.replace('\'', '"'));
  }
}
