package io.millrace.ingest.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.answer.Entry;
import io.millrace.schemas.ai.AiKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StreamWriterTest {

  private static final Entry RESTART = new Entry(AiKeys.RESTART, "");
  private static final Entry DONE =
      new Entry(AiKeys.DONE, "{\"finishReason\":\"length\",\"usage\":{\"totalTokens\":9}}");

  private final StreamWriter writer = new StreamWriter(asked(true));

  private static Asked asked(boolean usage) {
    return new Asked("id-1", false, "m \"quoted\"", true, usage, 7, null);
  }

  @Test
  void write_namesTheRoleOnce_andEndsWithReasonUsageAndDone() {
    String out = write(token("a"), token("\"b\"\n"), DONE);

    List<JsonNode> chunks = chunks(out);
    assertThat(chunks.get(0).at("/choices/0/delta/role").stringValue()).isEqualTo("assistant");
    assertThat(chunks.stream().filter(chunk -> chunk.at("/choices/0/delta").has("role")))
        .hasSize(1);
    assertThat(text(chunks)).isEqualTo("a\"b\"\n");
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.get("model").stringValue()).isEqualTo("m \"quoted\"");
              assertThat(chunk.get("created").intValue()).isEqualTo(7);
              assertThat(chunk.has("usage")).isTrue();
            });
    assertThat(chunks.get(3).at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
    assertThat(chunks.get(4).get("choices")).isEmpty();
    assertThat(chunks.get(4).at("/usage/total_tokens").intValue()).isEqualTo(9);
    assertThat(out).endsWith("data: [DONE]\n\n");
    assertThat(writer.ended()).isTrue();
    assertThat(write(token("late"))).isEmpty();
  }

  @Test
  void done_namesWhoAnswered_andTheFallback() {
    Entry fallback = new Entry(AiKeys.DONE, "{\"model\":\"fallback\",\"fallback\":true}");
    List<JsonNode> chunks = chunks(write(token("a"), fallback));

    assertThat(chunks.get(1).get("model").stringValue()).as("not known yet").startsWith("m ");
    assertThat(chunks.get(1).has("fallback")).isFalse();
    assertThat(chunks.subList(2, 4))
        .allSatisfy(
            chunk -> {
              assertThat(chunk.get("model").stringValue()).isEqualTo("fallback");
              assertThat(chunk.get("fallback").booleanValue()).isTrue();
            });
    Entry demo = new Entry(AiKeys.DONE, "{\"model\":\"demo\",\"fallback\":false}");
    String plain = write(new StreamWriter(asked(false)), token("a"), demo);
    assertThat(plain).contains("\"model\":\"demo\"").doesNotContain("fallback");
  }

  @Test
  void write_withoutUsage_saysNothingOfIt() {
    StreamWriter plain = new StreamWriter(asked(false));

    assertThat(new String(plain.write(DONE), StandardCharsets.UTF_8)).doesNotContain("usage");
  }

  @Test
  void restart_thatRepeatsWhatWasSent_isNotSeen() {
    String out = write(RESTART, token("one two"), RESTART, token("on"), token("e tw"), RESTART);
    out += write(token("one"), token(" two three"), DONE);

    assertThat(text(chunks(out))).isEqualTo("one two three");
    assertThat(out).endsWith("data: [DONE]\n\n");
  }

  @Test
  void restart_thatDiffersOrIsShorter_endsWithAnError() {
    assertThat(write(token("one two"), RESTART, token("one tree")))
        .contains("\"code\":\"restarted\"")
        .doesNotContain("tree");
    StreamWriter shorter = new StreamWriter(asked(true));
    assertThat(write(shorter, token("one two"), RESTART, token("one"), DONE))
        .contains("\"code\":\"restarted\"")
        .doesNotContain("[DONE]");
    StreamWriter tools = new StreamWriter(asked(true));
    assertThat(write(tools, new Entry(AiKeys.TOOL, "[{\"index\":0}]"), RESTART))
        .contains("\"tool_calls\":[{\"index\":0}]")
        .contains("\"code\":\"restarted\"");
  }

  @Test
  void write_keepsTheConnectionAlive_andEndsWithWhatFailed() {
    assertThat(write(new Entry("", ""))).startsWith(": ").endsWith("\n\n");

    String out =
        write(
            token("a"),
            new Entry(
                AiKeys.ERROR,
                "{\"status\":\"failed\",\"code\":\"provider-error\",\"message\":\"it broke\"}"));

    assertThat(out).contains("\"message\":\"it broke\"").contains("\"code\":\"provider-error\"");
    assertThat(writer.ended()).isTrue();
  }

  private String write(Entry... entries) {
    return write(writer, entries);
  }

  private static String write(StreamWriter writer, Entry... entries) {
    StringBuilder out = new StringBuilder();
    for (Entry entry : entries) {
      out.append(new String(writer.write(entry), StandardCharsets.UTF_8));
    }
    return out.toString();
  }

  private static Entry token(String text) {
    return new Entry(AiKeys.TOKEN, text);
  }

  private static List<JsonNode> chunks(String out) {
    return out.lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> JsonMapper.shared().readTree(line.substring(6)))
        .toList();
  }

  private static String text(List<JsonNode> chunks) {
    return chunks.stream()
        .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
        .collect(Collectors.joining());
  }
}
