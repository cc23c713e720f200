package io.millrace.schemas.topic;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One topic of the catalogue.
 *
 * @param name the topic's name, version included
 * @param key what the record key is made of, for people
 * @param schema the default instance of the value's message; null where the value is raw bytes
 * @param partitions number of partitions; topics that are joined share it
 * @param retention how long records stay; null for a compacted topic
 * @param timestamps who stamps the records
 * @param owner the app that writes it
 * @param readers the apps that read it
 */
public record TopicSpec(
    String name,
    String key,
    @Nullable Message schema,
    int partitions,
    @Nullable Duration retention,
    Timestamps timestamps,
    String owner,
    List<String> readers) {

  /** Suffix of a dead-letter topic. */
  public static final String DEAD_LETTER_SUFFIX = "-dlt";

  /** Largest record a broker takes: a webhook of 1 MiB with its headers fits with room to spare. */
  public static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(14);
  private static final Pattern LATER_VERSION = Pattern.compile("(.+)-r([1-9]\\d{0,8})");

  /** Who stamps a record: brokers delete by this time. */
  public enum Timestamps {
    /** The producer, with the time of ingest. */
    CREATE_TIME,
    /**
     * The broker, on append. For topics that Streams fills: Streams would stamp a fact of 2010 with
     * 2010 and a broker would drop it at once.
     */
    LOG_APPEND_TIME
  }

  public TopicSpec {
    if (partitions < 1) {
      throw new IllegalArgumentException(name + ": partitions: " + partitions + " (expected: > 0)");
    }
    readers = List.copyOf(readers);
  }

  public boolean compacted() {
    return retention == null;
  }

  public boolean deadLetter() {
    return name.endsWith(DEAD_LETTER_SUFFIX);
  }

  /** This topic for a later version of its projection; for version 1 this topic itself. */
  public TopicSpec version(int version) {
    return version == 1
        ? this
        : new TopicSpec(
            name + "-r" + version, key, schema, partitions, retention, timestamps, owner, readers);
  }

  /** The name this topic has in version 1 of its projection. */
  public static String firstVersion(String name) {
    Matcher later = LATER_VERSION.matcher(name);
    return later.matches() ? later.group(1) : name;
  }

  /** Which version of its projection the topic of this name belongs to. */
  public static int version(String name) {
    Matcher later = LATER_VERSION.matcher(name);
    return later.matches() ? Integer.parseInt(later.group(2)) : 1;
  }

  /** The topic that takes the dead letters of the topic of this name, whatever its version. */
  public static String deadLettersOf(String name) {
    return firstVersion(name) + DEAD_LETTER_SUFFIX;
  }

  /**
   * The topic that takes this topic's dead letters. One partition: dead letters are few and read by
   * people.
   */
  public TopicSpec deadLetters() {
    return new TopicSpec(
        deadLettersOf(name),
        "as the record",
        schema,
        1,
        DEAD_LETTER_RETENTION,
        Timestamps.LOG_APPEND_TIME,
        "the reader that failed",
        List.of("ops"));
  }

  /** Topic configuration as Kafka spells it, without replication settings. */
  public Map<String, String> config() {
    Map<String, String> config = new LinkedHashMap<>();
    if (retention == null) {
      config.put("cleanup.policy", "compact");
    } else {
      config.put("cleanup.policy", "delete");
      config.put("retention.ms", Long.toString(retention.toMillis()));
    }
    config.put("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    config.put(
        "message.timestamp.type",
        timestamps == Timestamps.CREATE_TIME ? "CreateTime" : "LogAppendTime");
    return config;
  }
}
