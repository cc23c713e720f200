package io.millrace.streams.runtime;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What Kafka keeps for an application id: its group and the topics Streams made for it. */
final class InternalTopics {

  private static final long TIMEOUT_MILLIS = 10_000;

  private InternalTopics() {}

  /**
   * Deletes them, once no instance runs under the id any more. Blocks.
   *
   * @throws KafkaException if that is not possible now, as while another instance still runs
   */
  static void delete(String bootstrapServers, String applicationId) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      try {
        await(admin.deleteConsumerGroups(List.of(applicationId)).all());
      } catch (GroupIdNotFoundException e) {
        // Another instance was first, or it never ran.
      }
      Set<String> topics = await(admin.listTopics().names());
      Pattern own = own(applicationId);
      try {
        await(
            admin
                .deleteTopics(
                    topics.stream().filter(topic -> own.matcher(topic).matches()).toList())
                .all());
      } catch (UnknownTopicOrPartitionException e) {
        // Another instance was first.
      }
    }
  }

  /** Those of this id and not of a later version, whose id begins alike. */
  static Pattern own(String applicationId) {
    return Pattern.compile(
        Pattern.quote(applicationId) + "-(?!v\\d+-)[\\w.-]+-(changelog|repartition)");
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("the cluster did not answer in time", e);
    }
  }
}
