package io.millrace.streams.runtime;

import io.millrace.streams.projection.ProjectionTopology;
import io.millrace.streams.projection.SharedTopology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.Topology;

/**
 * What runs under one application id: one topology, or the first versions of those that share it.
 *
 * @param id Kafka's {@code application.id}
 * @param parts in the order of their names
 * @param left those that were part of it and are no longer
 */
record Application(String id, List<TopologyVersion> parts, List<SharedTopology> left)
    implements Supplier<Topology> {

  Application {
    parts = List.copyOf(parts);
    left = List.copyOf(left);
  }

  /**
   * The applications of these topologies, in the order of their ids.
   *
   * @param all every topology there is
   */
  static List<Application> of(
      Collection<TopologyVersion> versions, Collection<ProjectionTopology> all) {
    Map<String, Map<String, TopologyVersion>> byId = new TreeMap<>();
    versions.forEach(
        version ->
            byId.computeIfAbsent(version.applicationId(), id -> new TreeMap<>())
                .put(version.name(), version));
    return byId.entrySet().stream()
        .map(
            one ->
                new Application(
                    one.getKey(),
                    List.copyOf(one.getValue().values()),
                    all.stream()
                        .filter(SharedTopology.class::isInstance)
                        .map(SharedTopology.class::cast)
                        .filter(topology -> topology.sharedId().equals(one.getKey()))
                        .filter(topology -> !one.getValue().containsKey(topology.applicationId()))
                        .toList()))
        .toList();
  }

  List<String> names() {
    return parts.stream().map(TopologyVersion::name).toList();
  }

  /** Where rows go instead, by the topic of the first version. */
  Map<String, String> outputs() {
    Map<String, String> outputs = new HashMap<>();
    parts.forEach(part -> outputs.putAll(part.outputs()));
    return outputs;
  }

  @Override
  public Topology get() {
    List<SharedTopology> shared = new ArrayList<>();
    parts.forEach(part -> part.shared().ifPresent(shared::add));
    return shared.isEmpty() ? parts.get(0).topology().get() : SharedTopology.join(shared, left);
  }
}
