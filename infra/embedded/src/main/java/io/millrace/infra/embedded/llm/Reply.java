package io.millrace.infra.embedded.llm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** One answer, written as the script says. */
final class Reply {

  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Pattern PIECE = Pattern.compile("\\S{1,1000}\\s*|\\s+");
  private static final int ECHO_TOKENS = 5;
  private static final int TOOL_CALLS = 2;

  private final HttpConnection connection;
  private final FakeLlmServer.Call call;
  private final Script script;
  private final Runnable ending;
  private final String model;

  /**
   * @param ending told before the client can know that the answer is whole
   */
  Reply(HttpConnection connection, FakeLlmServer.Call call, Script script, Runnable ending) {
    this.connection = connection;
    this.call = call;
    this.script = script;
    this.ending = ending;
    this.model = call.body().path("model").asString("fake") + "-2026";
  }

  /** Whether the connection can be used again. */
  boolean write() throws IOException {
    connection.pause(script.delay());
    String body = script.body();
    if (body != null) {
      json(200, Map.of(), body);
      return true;
    }
    if (script.status() != 200) {
      refuse();
      return true;
    }
    List<Map<String, Object>> deltas = script.tools() ? toolDeltas() : textDeltas();
    int most = call.body().path("max_tokens").asInt(Integer.MAX_VALUE);
    boolean whole = deltas.size() <= most;
    List<Map<String, Object>> given = whole ? deltas : deltas.subList(0, most);
    String reason = whole ? script.tools() ? "tool_calls" : "stop" : "length";
    return call.body().path("stream").asBoolean(false)
        ? stream(given, reason)
        : complete(given, reason);
  }

  private boolean stream(List<Map<String, Object>> deltas, String reason) throws IOException {
    if (script.stallsAfter(0)) {
      connection.pause(FOR_EVER);
    }
    connection.begin("text/event-stream; charset=utf-8");
    connection.write(OpenAiJson.event(model, Map.of("role", "assistant", "content", ""), null));
    for (int i = 0; i < deltas.size(); i++) {
      if (script.cutsAfter(i)) {
        return false;
      }
      connection.pause(script.stallsAfter(i) ? FOR_EVER : i == 0 ? Duration.ZERO : script.every());
      connection.write(OpenAiJson.event(model, deltas.get(i), null));
    }
    if (script.cutsAfter(deltas.size())) {
      return false;
    }
    if (script.stallsAfter(deltas.size())) {
      connection.pause(FOR_EVER);
    }
    ending.run();
    connection.write(OpenAiJson.event(model, Map.of(), reason));
    if (call.body().path("stream_options").path("include_usage").asBoolean(false)) {
      connection.write(OpenAiJson.usageEvent(model, tokens(deltas)));
    }
    connection.write("data: [DONE]\n\n");
    connection.end();
    return true;
  }

  private boolean complete(List<Map<String, Object>> deltas, String reason) throws IOException {
    for (int i = 0; i < deltas.size(); i++) {
      if (script.cutsAfter(i)) {
        return false;
      }
      connection.pause(script.stallsAfter(i) ? FOR_EVER : i == 0 ? Duration.ZERO : script.every());
    }
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", "assistant");
    if (script.tools()) {
      message.put("content", null);
      message.put(
          "tool_calls",
          IntStream.range(0, TOOL_CALLS)
              .mapToObj(i -> OpenAiJson.toolCall(i, tool(), "call-" + i, arguments(i)))
              .toList());
    } else {
      StringBuilder text = new StringBuilder();
      deltas.forEach(delta -> text.append(delta.get("content")));
      message.put("content", text.toString());
    }
    json(200, Map.of(), OpenAiJson.completion(model, message, reason, tokens(deltas)));
    return true;
  }

  private int tokens(List<Map<String, Object>> deltas) {
    return script.tokens() < 0 ? ECHO_TOKENS : deltas.size();
  }

  private List<Map<String, Object>> textDeltas() {
    String text =
        script.tokens() < 0
            ? "echo: " + call.prompt()
            : String.join(" ", IntStream.range(0, script.tokens()).mapToObj(i -> "w" + i).toList());
    return PIECE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(piece -> Map.<String, Object>of("content", piece))
        .toList();
  }

  /** Each call begins with its name, and its arguments come in two pieces. */
  private List<Map<String, Object>> toolDeltas() {
    List<Map<String, Object>> deltas = new ArrayList<>();
    for (int i = 0; i < TOOL_CALLS; i++) {
      String arguments = arguments(i);
      int middle = arguments.length() / 2;
      for (Map<String, Object> piece :
          List.of(
              OpenAiJson.toolCall(i, tool(), "call-" + i, ""),
              OpenAiJson.toolCall(i, tool(), null, arguments.substring(0, middle)),
              OpenAiJson.toolCall(i, tool(), null, arguments.substring(middle)))) {
        deltas.add(Map.of("tool_calls", List.of(piece)));
      }
    }
    return deltas;
  }

  private static String arguments(int call) {
    return "{\"number\": " + call + "}";
  }

  private String tool() {
    return call.body().path("tools").path(0).path("function").path("name").asString("look_up");
  }

  private void refuse() throws IOException {
    String delay = script.geminiDelay();
    json(
        script.status(),
        script.hintHeaders(),
        delay == null
            ? OpenAiJson.error("no for " + call.authorization(), script.code())
            : OpenAiJson.geminiError(script.status(), delay));
  }

  private void json(int status, Map<String, String> headers, String body) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/json");
    ending.run();
    connection.send(status, all, body);
  }
}
