package io.millrace.streams.projection;

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

  /** The meter of a topology's configuration. */
  static FactMeter of(Map<String, ?> config) {
    return config.get(CONFIG) instanceof FactMeter meter ? meter : NONE;
  }
}
