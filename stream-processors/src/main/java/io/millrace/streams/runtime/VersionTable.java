package io.millrace.streams.runtime;

import io.millrace.schemas.config.v1.ProjectionVersions;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which versions of each projection there are to be, as projection-store says at this moment. */
final class VersionTable implements AutoCloseable {

  private final String bootstrapServers;
  private final CompactedTable<ProjectionVersions> table;
  private final Map<String, ProjectionVersions> byName = new ConcurrentHashMap<>();

  VersionTable(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    table =
        new CompactedTable<>(
            Topics.CONFIG_PROJECTIONS,
            ProtoSerde.of(ProjectionVersions.getDefaultInstance()),
            ClientDefaults.consumer(bootstrapServers),
            this::apply);
  }

  void start() {
    table.start();
  }

  /** False until everything is known that was there at the start. */
  boolean known() {
    return table.caughtUp();
  }

  /** What it waits for while nothing is known. */
  String waitsFor() {
    return "versions unknown: no connection to Kafka at "
        + bootstrapServers
        + ", or no topic "
        + Topics.CONFIG_PROJECTIONS.name();
  }

  Collection<ProjectionVersions> all() {
    return List.copyOf(byName.values());
  }

  @Override
  public void close() {
    table.close();
  }

  private void apply(String name, @Nullable ProjectionVersions versions) {
    if (versions == null) {
      byName.remove(name);
    } else {
      byName.put(name, versions);
    }
  }
}
