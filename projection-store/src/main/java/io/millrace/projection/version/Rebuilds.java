package io.millrace.projection.version;

import io.millrace.projection.database.SchemaDatabase;
import io.millrace.projection.http.Problem;
import io.millrace.projection.kafka.SharedAdmin;
import io.millrace.projection.kafka.SharedAdmin.Held;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Versions;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Begins and ends versions of projections. Each is one transaction in the database, and what has to
 * happen elsewhere follows from what that left: so a process may die at any moment. Blocks.
 */
@Component
class Rebuilds {

  private static final Logger log = LoggerFactory.getLogger(Rebuilds.class);

  private final Map<String, Projection<?>> projections = new TreeMap<>();
  private final SchemaDatabase database;
  private final SharedAdmin admin;
  private final VersionTopic topic;
  private final VersionKeeper keeper;
  private final Clock clock;

  Rebuilds(
      List<Projection<?>> projections,
      SchemaDatabase database,
      SharedAdmin admin,
      VersionTopic topic,
      VersionKeeper keeper,
      Clock clock) {
    projections.forEach(projection -> this.projections.put(projection.name(), projection));
    this.database = database;
    this.admin = admin;
    this.topic = topic;
    this.keeper = keeper;
    this.clock = clock;
  }

  /** The projection of that name, or a refusal. */
  Projection<?> find(String name) {
    Projection<?> projection = projections.get(name);
    if (projection == null) {
      throw Problem.notFound("projection " + name).refusal();
    }
    return projection;
  }

  /**
   * Begins a new version beside the active one. The one kept for a rollback ends.
   *
   * @param partial also where Kafka no longer has all facts, so that the new version will lack rows
   */
  Versions begin(String name, boolean partial) throws SQLException {
    Projection<?> projection = find(name);
    if (!topic.caughtUp()) {
      throw Problem.unavailable("not-ready", "versions are still being read from Kafka", 1)
          .refusal();
    }
    return changed(
        name,
        tables -> {
          Versions before = tables.lock();
          if (before.building() > 0) {
            throw conflict(
                "rebuild-under-way",
                "version "
                    + before.building()
                    + " is there already, to be switched to or to be retired");
          }
          if (!partial) {
            refuseIfGone(projection, tables.covered(before.active()).keySet());
          }
          if (before.previous() > 0) {
            tables.drop(before.previous());
          }
          Versions after = before.rebuilding(clock.instant());
          projection.topics().stream()
              .filter(projection::hasOwn)
              .map(own -> own.version(after.building()))
              .forEach(admin::create);
          tables.make(after.building());
          tables.save(after);
          return after;
        });
  }

  /** Ends a version that readers do not see. */
  Versions end(String name, int version) throws SQLException {
    find(name);
    return changed(
        name,
        tables -> {
          Versions before = tables.lock();
          if (version == before.active()) {
            throw conflict("version-active", "readers see version " + version);
          }
          if (!before.kept().contains(version)) {
            throw Problem.notFound("version " + version + " of " + name).refusal();
          }
          tables.drop(version);
          Versions after = before.without(version, clock.instant());
          tables.save(after);
          return after;
        });
  }

  /** Changes versions in one transaction, and has everyone follow. */
  Versions changed(String name, Change change) throws SQLException {
    Versions after =
        database.transaction(connection -> change.to(new VersionTables(connection, name)));
    log.info("{}: {}", name, after);
    keeper.look();
    return after;
  }

  /** What is done to the versions of a projection. */
  @FunctionalInterface
  interface Change {
    Versions to(VersionTables tables) throws SQLException;
  }

  static RuntimeException conflict(String code, String detail) {
    return Problem.of(HttpStatus.CONFLICT, code, detail).refusal();
  }

  /** Retention may have removed facts; of compacted topics the newest states are always there. */
  private void refuseIfGone(Projection<?> projection, Collection<TopicPartition> covered) {
    List<String> facts = facts(projection, covered);
    List<String> gone =
        admin.held(facts).entrySet().stream()
            .filter(partition -> !compacted(partition.getKey().topic()))
            .filter(partition -> partition.getValue().begin() > 0)
            .map(partition -> lost(partition.getKey(), partition.getValue()))
            .sorted()
            .toList();
    if (!gone.isEmpty()) {
      throw conflict(
          "history-gone",
          "the new version would lack what Kafka no longer has: "
              + String.join(", ", gone)
              + "; partial=true builds it all the same");
    }
  }

  /** The topics of facts that a projection is made of. */
  static List<String> facts(Projection<?> projection, Collection<TopicPartition> covered) {
    List<String> facts =
        projection.topics().stream()
            .filter(own -> !projection.hasOwn(own))
            .map(TopicSpec::name)
            .collect(Collectors.toList());
    covered.stream().map(TopicPartition::topic).forEach(facts::add);
    return facts.stream().distinct().sorted().toList();
  }

  private static boolean compacted(String topic) {
    return Topics.find(topic).map(TopicSpec::compacted).orElse(false);
  }

  private static String lost(TopicPartition partition, Held held) {
    return partition + " before " + held.begin();
  }
}
