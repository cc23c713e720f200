package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.worker.completion.Prompt.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class DemoCompletionClientTest {

  private static final Terms TERMS = new Terms(false, Optional.empty(), Duration.ofSeconds(90));

  private final DemoCompletionClient demo = new DemoCompletionClient(Duration.ZERO);

  @Test
  void complete_repeatsTheLastQuestionAndSaysWhatItIs() {
    Completion completion =
        complete(
            OptionalInt.empty(),
            new Message("system", "Be brief."),
            new Message("user", "first"),
            new Message("assistant", "yes?"),
            new Message("user", "When  do you\nopen?"));

    assertThat(completion.model()).isEqualTo("demo");
    assertThat(completion.answer())
        .startsWith("You asked: \"When do you open?\"")
        .contains("demo model")
        .contains("LLM_BASE_URL");
    assertThat(completion.promptTokens()).isEqualTo(3 + 1 + 2 + 5);
    assertThat(completion.totalTokens())
        .isEqualTo(completion.promptTokens() + completion.completionTokens());
  }

  @Test
  void complete_givesTheSameAnswer_forTheSamePrompt() {
    Message question = new Message("user", "Где мой заказ?");
    assertThat(complete(OptionalInt.empty(), question))
        .isEqualTo(complete(OptionalInt.empty(), question));
  }

  @Test
  void stream_givesTheAnswerWordByWord() {
    StepVerifier.withVirtualTime(
            () ->
                Answers.stream(
                    new DemoCompletionClient(DemoCompletionClient.PACE), Answers.prompt("hi")))
        .expectSubscription()
        .expectNoEvent(DemoCompletionClient.PACE)
        .expectNext(new Chunk.Text("You "))
        .expectNoEvent(DemoCompletionClient.PACE)
        .expectNext(new Chunk.Text("asked: "))
        .thenCancel()
        .verify(Duration.ofSeconds(10));
  }

  @Test
  void complete_keepsToMaxTokens() {
    Completion completion = complete(OptionalInt.of(3), new Message("user", "hi"));
    assertThat(completion.answer()).isEqualTo("You asked:");
    assertThat(completion.completionTokens()).isEqualTo(3);
  }

  @Test
  void complete_quotesTheStartOnly_whenTheQuestionIsLong() {
    Completion completion = complete(OptionalInt.empty(), new Message("user", "😀".repeat(5_000)));
    assertThat(completion.answer()).contains("😀".repeat(500) + "…").hasSizeLessThan(2_000);
  }

  private Completion complete(OptionalInt maxTokens, Message... messages) {
    return Completion.of(
            Answers.stream(
                demo, new Prompt("any", List.of(messages), maxTokens, ByteString.EMPTY, TERMS)))
        .block();
  }
}
