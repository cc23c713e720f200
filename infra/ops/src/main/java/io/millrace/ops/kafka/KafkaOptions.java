package io.millrace.ops.kafka;

import io.millrace.ops.cli.Failure;
import io.millrace.schemas.kafka.ClientDefaults;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Option;

/** Where Kafka is. A broker that does not answer within seconds is a {@link Failure}. */
public final class KafkaOptions {

  private static final int PATIENCE_MILLIS = 5_000;

  /** A consumer that goes on to other partitions waits for the answer to its last fetch. */
  private static final int FETCH_MILLIS = 50;

  private static final int TRANSACTION_MILLIS = 10_000;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-localhost:19092}",
      description = "Kafka's brokers; KAFKA_BOOTSTRAP_SERVERS, else localhost:19092.")
  private String bootstrapServers = "";

  /** An admin client that gives up early. The caller closes it. */
  public Admin admin() {
    try {
      return Admin.create(
          Map.of(
              "bootstrap.servers", bootstrapServers,
              "request.timeout.ms", PATIENCE_MILLIS,
              "default.api.timeout.ms", PATIENCE_MILLIS));
    } catch (KafkaException e) {
      throw new Failure(bootstrapServers + ": no such Kafka (--bootstrap-servers)");
    }
  }

  /** A consumer outside any group. The caller closes it. */
  public KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = ClientDefaults.consumer(bootstrapServers);
    config.put("default.api.timeout.ms", PATIENCE_MILLIS);
    config.put("request.timeout.ms", PATIENCE_MILLIS);
    config.put("fetch.max.wait.ms", FETCH_MILLIS);
    try {
      return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw new Failure(bootstrapServers + ": no such Kafka (--bootstrap-servers)");
    }
  }

  /**
   * A producer of transactions; it shuts out whoever has one of the same id. What is left of a
   * transaction when it dies ends within seconds. The caller closes it.
   */
  public KafkaProducer<byte[], byte[]> producer(String transactionalId) {
    Map<String, Object> config = ClientDefaults.producer(bootstrapServers);
    config.put("transactional.id", transactionalId);
    config.put("transaction.timeout.ms", TRANSACTION_MILLIS);
    config.put("max.block.ms", TRANSACTION_MILLIS);
    config.put("request.timeout.ms", PATIENCE_MILLIS);
    config.put("delivery.timeout.ms", TRANSACTION_MILLIS);
    try {
      return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw new Failure(bootstrapServers + ": no such Kafka (--bootstrap-servers)");
    }
  }

  /** The answer of an admin call. */
  public <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  /** What went wrong with Kafka, in one line. */
  public Failure failure(Throwable error) {
    return error instanceof TimeoutException || error.getCause() instanceof TimeoutException
        ? new Failure(
            "Kafka does not answer at "
                + bootstrapServers
                + " (is it up? --bootstrap-servers or KAFKA_BOOTSTRAP_SERVERS say where)")
        : new Failure("Kafka: " + error.getMessage());
  }
}
