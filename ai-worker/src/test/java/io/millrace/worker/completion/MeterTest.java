package io.millrace.worker.completion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class MeterTest {

  private static final Prompt PROMPT = Answers.prompt("12345678");
  private static final Chunk TEXT = new Chunk.Text("12345");

  private final Meter meter = new Meter(new Spent("earlier", new Usage(100, 10)));

  @Test
  void spent_isWhatTheServerSays_andAnEstimateWhereItSaysNothing() {
    run(Flux.just(TEXT, end(new Usage(7, 3))));
    assertThat(meter.spent()).isEqualTo(new Spent("m-2026", new Usage(107, 13)));

    run(Flux.just(TEXT, new Chunk.ToolDelta("1234"), end(Usage.NONE)));
    assertThat(meter.spent().usage()).isEqualTo(new Usage(107 + 2, 13 + 3));
  }

  @Test
  void spent_isAnEstimate_whereACallIsBrokenOffOrBreaks() {
    meter.count("m", PROMPT, Flux.just(TEXT).concatWith(Flux.never())).subscribe().dispose();
    assertThat(meter.spent()).isEqualTo(new Spent("m", new Usage(102, 12)));
    run(Flux.just(TEXT).concatWith(Flux.error(new IllegalStateException("cut"))));
    assertThat(meter.spent()).isEqualTo(new Spent("m", new Usage(104, 14)));
    meter.count("n", PROMPT, Flux.never()).subscribe().dispose();
    assertThat(meter.spent()).as("it has read").isEqualTo(new Spent("n", new Usage(106, 14)));
  }

  @Test
  void spent_isNothing_whereACallIsRefusedOrNotMade() {
    run(Flux.error(new IllegalStateException("429")));
    meter.count("m", PROMPT, Flux.never());

    assertThat(meter.spent()).isEqualTo(new Spent("earlier", new Usage(100, 10)));
  }

  @Test
  void prompt_hasTheTextsOfAnOpenAiBody() {
    String body =
        "{'messages':[{'role':'system','content':'1234'},{'role':'user','content':["
            + "{'type':'text','text':'1234'},"
            + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]}],"
            + "'tools':[{'a':1}]}";
    Prompt prompt =
        new Prompt(
            "",
            List.of(new Prompt.Message("user", "shortened")),
            OptionalInt.empty(),
            ByteString.copyFromUtf8(body.replace('\'', '"')),
            Answers.terms());

    assertThat(prompt.characters()).isEqualTo(4 + 4 + "[{'a':1}]".length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"12:34:a:b", "0:0:", "7:0:"})
  void spent_hasATextForm(String text) {
    assertThat(Spent.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "a:b:c", "-1:2:m", "1234567890123456789:1:m"})
  void spent_isNothing_whereTheTextIsNone(String text) {
    assertThat(Spent.of(text)).isEqualTo(Spent.NOTHING);
  }

  private void run(Flux<Chunk> call) {
    meter.count("m", PROMPT, call).onErrorComplete().blockLast(Answers.PATIENCE);
  }

  private static Chunk end(Usage usage) {
    return new Chunk.End("stop", usage, "m-2026", "p", ByteString.EMPTY, false);
  }
}
