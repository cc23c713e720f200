package io.millrace.streams.projection;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts what became of the records of one topology: records read = counted + duplicates + dead
 * letters. A transaction that is aborted and done again counts again.
 */
public interface FactMeter {

  /** Where a topology's configuration holds its meter; without one nothing is counted. */
  String CONFIG = "millrace.fact.meter";

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

  /** The meters of all projections of a topology. */
  static Map<Place, FactMeter> all(Map<String, ?> config) {
    Map<Place, FactMeter> meters = new HashMap<>();
    config.forEach(
        (key, value) -> {
          if (value instanceof FactMeter meter && key.startsWith(CONFIG)) {
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
