package io.millrace.streams.projection;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts what became of the records of one topology: records read = counted + duplicates + dead
 * letters. A transaction that is aborted and done again counts again.
 */
public interface FactMeter {

  /** Where a topology's configuration holds its meter; without one nothing is counted. */
  String CONFIG = "millrace.fact.meter";

  /** Ends the name of what says which topics are read. */
  String TOPICS = ".topics";

  FactMeter NONE =
      new FactMeter() {
        @Override
        public void counted() {}

        @Override
        public void duplicate() {}

        @Override
        public void deadLetter() {}
      };

  void counted();

  void duplicate();

  /** A fact that is counted came late. */
  default void late() {}

  void deadLetter();

  /** Where a topology's configuration holds the meter of one projection. */
  static String config(Place place) {
    return place.alone() ? CONFIG : CONFIG + "." + place.projection();
  }

  /** Where a topology's configuration holds the topics that one of several projections reads. */
  static String topics(Place place) {
    return config(place) + TOPICS;
  }

  /**
   * The meters of the projections of a topology that read a topic, by their places; of the one that
   * is alone, whichever the topic.
   */
  static Map<Place, FactMeter> ofReaders(Map<String, ?> config, String topic) {
    Map<Place, FactMeter> meters = new HashMap<>();
    config.forEach(
        (key, value) -> {
          if (key.startsWith(CONFIG)
              && value instanceof FactMeter meter
              && (!(config.get(key + TOPICS) instanceof Set<?> topics) || topics.contains(topic))) {
            boolean alone = key.length() == CONFIG.length();
            meters.put(alone ? Place.ALONE : new Place(key.substring(CONFIG.length() + 1)), meter);
          }
        });
    return meters;
  }

  /** The meter of a projection that is alone. */
  static FactMeter of(Map<String, ?> config) {
    return of(config, Place.ALONE);
  }

  /** The meter of a projection. */
  static FactMeter of(Map<String, ?> config, Place place) {
    return config.get(config(place)) instanceof FactMeter meter ? meter : NONE;
  }
}
