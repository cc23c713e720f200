package io.millrace.projection.freshness;

import io.millrace.schemas.topic.TopicSpec;
import java.util.Set;

/**
 * What a read has to know of a projection: its name in the watermark table, and the ingest topics
 * whose facts it covers.
 *
 * @param name as the sink writes it
 * @param version the one that readers see
 * @param inputs names of the ingest topics
 */
public record ProjectionInputs(String name, int version, Set<String> inputs) {

  public ProjectionInputs {
    inputs = Set.copyOf(inputs);
  }

  /** A projection in its first version. */
  public static ProjectionInputs of(String name, TopicSpec... inputs) {
    return new ProjectionInputs(
        name,
        1,
        java.util.Arrays.stream(inputs)
            .map(TopicSpec::name)
            .collect(java.util.stream.Collectors.toSet()));
  }
}
