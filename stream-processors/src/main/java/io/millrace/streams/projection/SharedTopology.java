package io.millrace.streams.projection;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * A projection whose first version shares one application with others that read the same facts: a
 * fact is fetched, parsed and looked up once for all of them, and counted in one transaction and
 * one store, which is most of what a fact costs at low rates. A later version runs alone, so that
 * each can be rebuilt for itself.
 *
 * <p>Members may leave a shared application but not join one that has run: it does not read again
 * what a new member has missed.
 */
public interface SharedTopology extends ProjectionTopology {

  /** The application id of those that share. */
  String sharedId();

  /** A builder of the projection, used once. */
  Projection<?> projection();

  @Override
  default Topology get() {
    return projection().build();
  }

  /** The place of its first version. */
  default Place place() {
    return new Place(applicationId().substring(PREFIX.length()));
  }

  /**
   * One topology of several projections.
   *
   * @param members those it has
   * @param left those it had; what is kept of them is deleted bit by bit
   */
  static Topology join(
      Collection<? extends SharedTopology> members, Collection<? extends SharedTopology> left) {
    StoreBuilder<?> store = Place.sharedStore();
    Map<Place, Projection<?>> projections = new LinkedHashMap<>();
    members.forEach(member -> projections.put(member.place(), member.projection()));
    Topology joined = Projection.build(projections, Place.COMMON, Set.of(store));
    if (!left.isEmpty()) {
      Set<String> sources = new HashSet<>();
      projections.values().forEach(projection -> sources.addAll(projection.topics()));
      Forgetter.addTo(joined, sources, left.stream().map(SharedTopology::place).toList(), store);
    }
    return joined;
  }
}
