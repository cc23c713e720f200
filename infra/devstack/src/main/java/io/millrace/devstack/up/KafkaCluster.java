package io.millrace.devstack.up;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Which Kafka this is. */
final class KafkaCluster {

  private KafkaCluster() {}

  /** The id the cluster got when its storage was made; another one after that was deleted. */
  static String id(String bootstrapServers) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 30_000);
    try (Admin admin = Admin.create(config)) {
      return admin.describeCluster().clusterId().get();
    } catch (ExecutionException e) {
      throw new UpException("cannot read Kafka's cluster id: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UpException("interrupted while Kafka's cluster id was read");
    }
  }
}
