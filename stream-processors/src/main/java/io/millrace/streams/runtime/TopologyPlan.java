package io.millrace.streams.runtime;

import io.millrace.schemas.config.v1.ProjectionVersions;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionTopology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.streams.TopologyDescription;

/**
 * Which versions of which topology are to run. A projection's topologies are those that write its
 * topics. Where another topology reads such a topic it reads the first version's, so that one runs
 * on.
 */
final class TopologyPlan {

  private final List<ProjectionTopology> topologies;
  private final Map<ProjectionTopology, Set<String>> outputs = new HashMap<>();
  private final Set<String> inputs = new HashSet<>();

  TopologyPlan(List<ProjectionTopology> topologies) {
    this.topologies = List.copyOf(topologies);
    for (ProjectionTopology topology : topologies) {
      Set<String> written = new HashSet<>();
      nodes(topology.get().describe())
          .forEach(
              node -> {
                if (node instanceof TopologyDescription.Sink sink && sink.topic() != null) {
                  written.add(sink.topic());
                } else if (node instanceof TopologyDescription.Source source
                    && source.topicSet() != null) {
                  inputs.addAll(source.topicSet());
                }
              });
      outputs.put(topology, written);
    }
  }

  List<ProjectionTopology> topologies() {
    return topologies;
  }

  /** What is to run, by what is known of the projections that have more than a first version. */
  List<TopologyVersion> running(Collection<ProjectionVersions> projections) {
    List<TopologyVersion> running = new ArrayList<>();
    for (ProjectionTopology topology : topologies) {
      running.addAll(running(topology, outputs.getOrDefault(topology, Set.of()), projections));
    }
    return running;
  }

  private Collection<TopologyVersion> running(
      ProjectionTopology topology, Set<String> written, Collection<ProjectionVersions> all) {
    Map<Integer, TopologyVersion> running = new TreeMap<>();
    for (ProjectionVersions projection : all) {
      List<String> own = projection.getTopicsList().stream().filter(written::contains).toList();
      if (own.isEmpty()) {
        continue;
      }
      Stream.of(projection.getActive(), projection.getBuilding(), projection.getPrevious())
          .filter(version -> version > 0)
          .forEach(
              version ->
                  running.put(
                      version,
                      new TopologyVersion(
                          topology,
                          version,
                          topics(own, version),
                          version == projection.getActive())));
    }
    if (running.isEmpty() || written.stream().anyMatch(inputs::contains)) {
      running.put(1, TopologyVersion.first(topology));
    }
    return running.values();
  }

  private static Map<String, String> topics(List<String> first, int version) {
    Map<String, String> topics = new HashMap<>();
    if (version > 1) {
      for (String name : first) {
        Topics.find(name)
            .map(topic -> topic.version(version))
            .map(TopicSpec::name)
            .ifPresent(own -> topics.put(name, own));
      }
    }
    return topics;
  }

  private static Stream<TopologyDescription.Node> nodes(TopologyDescription description) {
    return description.subtopologies().stream().flatMap(part -> part.nodes().stream());
  }
}
