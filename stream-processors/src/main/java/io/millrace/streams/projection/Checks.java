package io.millrace.streams.projection;

import com.google.protobuf.Timestamp;
import io.millrace.schemas.event.Keys;
import org.apache.kafka.streams.processor.api.Record;

/** What every fact must satisfy; each check names the field it refuses. */
public final class Checks {

  private static final long YEAR_ONE = -62_135_596_800L;
  private static final long YEAR_TEN_THOUSAND = 253_402_300_800L;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private Checks() {}

  /** A record that has a key and a value. */
  public static void complete(Record<?, ?> record) {
    if (record.key() == null) {
      throw InvalidFact.field("key", "null", "two ids");
    }
    if (record.value() == null) {
      throw InvalidFact.field("value", "null", "a fact");
    }
  }

  public static void present(String name, String value) {
    if (value.isEmpty()) {
      throw InvalidFact.field(name, "empty", "an id");
    }
  }

  /** A record keyed otherwise lies in a partition where its rows are not. */
  public static void key(String key, String tenant, String id) {
    String expected = Keys.of(tenant, id);
    if (!key.equals(expected)) {
      throw InvalidFact.field("key", key, expected);
    }
  }

  /** A time that is set and that ISO 8601 can print with four digits for the year. */
  public static void time(String name, boolean set, Timestamp time) {
    if (!set) {
      throw InvalidFact.field(name, "unset", "a time");
    }
    if (time.getSeconds() < YEAR_ONE
        || time.getSeconds() >= YEAR_TEN_THOUSAND
        || time.getNanos() < 0
        || time.getNanos() >= NANOS_PER_SECOND) {
      throw InvalidFact.field(
          name, time.getSeconds() + "s " + time.getNanos() + "ns", "years 0001 to 9999");
    }
  }
}
