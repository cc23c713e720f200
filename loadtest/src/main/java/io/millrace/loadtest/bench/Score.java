package io.millrace.loadtest.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What JMH found for one benchmark.
 *
 * @param name class and method, with its parameters
 * @param nanos per operation
 * @param error half of the 99.9 % confidence interval, NaN with fewer than two iterations
 * @param bytes allocated per operation
 */
record Score(String name, double nanos, double error, double bytes) {

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** Reads JMH's JSON. */
  static List<Score> read(Path json) {
    List<Score> scores = new ArrayList<>();
    for (JsonNode result : JsonMapper.shared().readTree(json)) {
      JsonNode time = result.path("primaryMetric");
      scores.add(
          new Score(
              name(result),
              time.path("score").asDouble(Double.NaN),
              time.path("scoreError").asDouble(Double.NaN),
              result.path("secondaryMetrics").path(ALLOCATED).path("score").asDouble(Double.NaN)));
    }
    return scores;
  }

  private static String name(JsonNode result) {
    String method = result.path("benchmark").asString();
    int type = method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1;
    StringJoiner name = new StringJoiner(" ").add(method.substring(type));
    result
        .path("params")
        .properties()
        .forEach(param -> name.add(param.getKey() + "=" + param.getValue().asString()));
    return name.toString();
  }
}
