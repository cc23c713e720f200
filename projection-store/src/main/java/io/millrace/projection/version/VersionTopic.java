package io.millrace.projection.version;

import io.millrace.projection.kafka.KafkaSettings;
import io.millrace.projection.sink.Projection;
import io.millrace.projection.sink.Versions;
import io.millrace.schemas.config.v1.ProjectionVersions;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.kafka.ClientDefaults;
import io.millrace.schemas.kafka.CompactedTable;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells everyone which versions there are, and remembers it where the database was lost. Other
 * instances and stream-processors read it.
 */
@Component
class VersionTopic implements AutoCloseable {

  private final KafkaSettings settings;
  private final CompactedTable<ProjectionVersions> table;
  private final Map<String, Versions> told = new ConcurrentHashMap<>();
  private volatile Runnable listener = () -> {};
  private @Nullable Producer<byte[], byte[]> producer;

  VersionTopic(KafkaSettings settings) {
    this.settings = settings;
    table =
        new CompactedTable<>(
            Topics.CONFIG_PROJECTIONS,
            ProtoSerde.of(ProjectionVersions.getDefaultInstance()),
            settings.consumer(),
            this::apply);
  }

  /** Begins to read. */
  void follow(Runnable onChange) {
    listener = onChange;
    table.start();
  }

  /** False until everything is known that was told before the start. */
  boolean caughtUp() {
    return table.caughtUp();
  }

  /** What was told last, by projection. */
  Map<String, Versions> told() {
    return Map.copyOf(told);
  }

  /** Tells. Blocks until Kafka has it. */
  void tell(Projection<?> projection, Versions versions) {
    ProjectionVersions value =
        ProjectionVersions.newBuilder()
            .setName(projection.name())
            .setActive(versions.active())
            .setBuilding(versions.building())
            .setPrevious(versions.previous())
            .setLast(versions.last())
            .addAllTopics(
                projection.topics().stream()
                    .filter(projection::hasOwn)
                    .map(TopicSpec::name)
                    .toList())
            .setRevision(versions.revision())
            .setChangedAt(Timestamps.of(versions.changedAt()))
            .build();
    try {
      producer()
          .send(
              new ProducerRecord<>(
                  Topics.CONFIG_PROJECTIONS.name(),
                  projection.name().getBytes(StandardCharsets.UTF_8),
                  value.toByteArray()))
          .get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    table.close();
    synchronized (this) {
      if (producer != null) {
        producer.close(Duration.ofSeconds(1));
      }
    }
  }

  private void apply(String name, @Nullable ProjectionVersions value) {
    if (value == null) {
      told.remove(name);
    } else {
      told.put(
          name,
          new Versions(
              value.getActive(),
              value.getBuilding(),
              value.getPrevious(),
              value.getLast(),
              value.getRevision(),
              Timestamps.toInstant(value.getChangedAt())));
    }
    listener.run();
  }

  private synchronized Producer<byte[], byte[]> producer() {
    if (producer == null) {
      Map<String, Object> config = ClientDefaults.producer(settings.bootstrapServers());
      config.put("max.block.ms", 5_000);
      config.put("request.timeout.ms", 5_000);
      config.put("delivery.timeout.ms", 10_000);
      producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }
}
