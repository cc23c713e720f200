package io.millrace.projection.version;

import io.millrace.projection.database.SchemaDatabase;
import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Versions;
import io.millrace.schemas.topic.TopicSpec;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Removes what retired versions left behind: their topics, and where their sinks stood. Only some
 * time after the change, when every instance and stream-processors have stopped to use it.
 */
@Component
class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private final SchemaDatabase database;
  private final SharedAdmin admin;
  private final Clock clock;

  /** The revision that was cleaned up after, by projection. */
  private final Map<String, Long> done = new HashMap<>();

  Leftovers(SchemaDatabase database, SharedAdmin admin, Clock clock) {
    this.database = database;
    this.admin = admin;
    this.clock = clock;
  }

  void remove(Collection<Projection<?>> projections, Map<String, Versions> all)
      throws SQLException {
    for (Projection<?> projection : projections) {
      Versions versions = all.get(projection.name());
      if (versions != null
          && done.getOrDefault(projection.name(), -1L) < versions.revision()
          && versions.changedAt().plus(SETTLED).isBefore(clock.instant())) {
        remove(projection, versions);
        done.put(projection.name(), versions.revision());
      }
    }
  }

  private void remove(Projection<?> projection, Versions versions) throws SQLException {
    database.transaction(
        connection -> {
          VersionTables.sweep(connection);
          return true;
        });
    Set<String> own =
        Set.copyOf(
            projection.topics().stream().filter(projection::hasOwn).map(TopicSpec::name).toList());
    if (own.isEmpty()) {
      return;
    }
    List<String> over =
        admin.names().stream()
            .filter(name -> own.contains(TopicSpec.firstVersion(name)))
            .filter(name -> isOver(versions, TopicSpec.version(name)))
            .toList();
    if (!over.isEmpty()) {
      log.info("{}: deleting the topics of retired versions: {}", projection.name(), over);
      admin.delete(over);
    }
  }

  /** One that is higher than the last is being made at this moment. */
  private static boolean isOver(Versions versions, int version) {
    return version > 1 && version <= versions.last() && !versions.kept().contains(version);
  }
}
