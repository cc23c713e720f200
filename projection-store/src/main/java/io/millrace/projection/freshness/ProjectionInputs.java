package io.millrace.projection.freshness;

import io.millrace.schemas.topic.TopicSpec;
import java.util.Set;

/**
 * What a read has to know of a projection: its name in the watermark table, and the ingest topics
 * whose facts it covers.
 *
 * @param name as the sink writes it
 * @param inputs names of the ingest topics
 */
public record ProjectionInputs(String name, Set<String> inputs) {

  public ProjectionInputs {
    inputs = Set.copyOf(inputs);
  }

  /** A projection with the topics of its facts. */
  public static ProjectionInputs of(String name, TopicSpec... inputs) {
    return new ProjectionInputs(
        name,
        java.util.Arrays.stream(inputs)
            .map(TopicSpec::name)
            .collect(java.util.stream.Collectors.toSet()));
  }
}
