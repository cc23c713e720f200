package io.millrace.streams.projection;

import com.google.protobuf.Message;
import io.millrace.infra.embedded.TemporaryFolders;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.streams.deadletter.DeadLetterConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.springframework.util.FileSystemUtils;

/** Drives one topology without a broker: facts in, rows and dead letters out. */
public final class ProjectionDriver<R extends Message> implements AutoCloseable {

  /** When every fact is ingested unless a test says otherwise. */
  public static final Instant NOW = Instant.parse("2026-11-20T12:00:30Z");

  private final Path stateDir = TemporaryFolders.create("millrace-streams-test-");
  private final TopologyTestDriver driver;
  private final TopicSpec output;
  private final R row;
  private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new LinkedHashMap<>();
  private final Map<String, R> rows = new LinkedHashMap<>();

  public ProjectionDriver(ProjectionTopology topology, TopicSpec output, R row) {
    this(topology, output, row, FactMeter.NONE);
  }

  public ProjectionDriver(ProjectionTopology topology, TopicSpec output, R row, FactMeter meter) {
    Properties config = new Properties();
    config.putAll(DeadLetterConfig.handlers());
    config.put(FactMeter.CONFIG, meter);
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    this.driver = new TopologyTestDriver(topology.get(), config, NOW);
    this.output = output;
    this.row = row;
  }

  /** Sends a fact and returns the rows it gave, in order. */
  public List<R> send(TopicSpec topic, String key, Message fact) {
    return send(topic, key, fact.toByteArray(), new RecordHeaders(), NOW);
  }

  public List<R> send(
      TopicSpec topic, String key, byte[] value, Headers headers, Instant ingestedAt) {
    return send(topic, key == null ? null : key.getBytes(), value, headers, ingestedAt);
  }

  /** Sends a fact taken at that time. */
  public List<R> send(TopicSpec topic, String key, Message fact, Instant ingestedAt) {
    return send(topic, key, fact.toByteArray(), new RecordHeaders(), ingestedAt);
  }

  public List<R> send(
      TopicSpec topic, byte[] key, byte[] value, Headers headers, Instant ingestedAt) {
    pipe(topic, key, value, headers, ingestedAt);
    List<R> emitted = new ArrayList<>();
    for (TestRecord<String, R> record : outputs()) {
      rows.put(record.key(), record.value());
      emitted.add(record.value());
    }
    return emitted;
  }

  /** Sends a fact and leaves what it gave to {@link #read}. */
  public void pipe(TopicSpec topic, byte[] key, byte[] value, Headers headers, Instant ingestedAt) {
    inputs
        .computeIfAbsent(
            topic.name(),
            name ->
                driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
        .pipeInput(new TestRecord<>(key, value, headers, ingestedAt));
  }

  /** The newest row of each key, as a sink would hold them. */
  public Map<String, R> rows() {
    return rows;
  }

  public R row(String key) {
    return rows.get(key);
  }

  /** How many entries a store holds. */
  public int entries(String store) {
    return contents(store).size();
  }

  /** Everything in all stores, as their changelogs hold it. */
  public Map<String, Map<String, Object>> state() {
    Map<String, Map<String, Object>> state = new LinkedHashMap<>();
    driver.getAllStateStores().keySet().forEach(store -> state.put(store, contents(store)));
    return state;
  }

  /** Begins where another task stood. */
  public void restore(Map<String, Map<String, Object>> state) {
    state.forEach(
        (store, entries) -> {
          KeyValueStore<String, Object> target = driver.getKeyValueStore(store);
          entries.forEach(target::put);
        });
  }

  private Map<String, Object> contents(String store) {
    Map<String, Object> contents = new LinkedHashMap<>();
    try (KeyValueIterator<String, Object> entries =
        driver.<String, Object>getKeyValueStore(store).all()) {
      entries.forEachRemaining(entry -> contents.put(entry.key, entry.value));
    }
    return contents;
  }

  public List<TestRecord<byte[], byte[]>> deadLetters(TopicSpec topic) {
    return driver
        .createOutputTopic(
            topic.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  @Override
  public void close() {
    driver.close();
    FileSystemUtils.deleteRecursively(stateDir.toFile());
  }

  private List<TestRecord<String, R>> outputs() {
    return read(output, row);
  }

  /** What was written to any topic since it was last read. */
  public <T extends Message> List<TestRecord<String, T>> read(TopicSpec topic, T message) {
    return driver
        .createOutputTopic(
            topic.name(), new StringDeserializer(), ProtoSerde.of(message).deserializer())
        .readRecordsToList();
  }
}
