package io.millrace.projection.kafka;

import io.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One admin client for the app, opened at first use. */
@Component
public class SharedAdmin implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 5_000;

  private final KafkaSettings settings;
  private @Nullable Admin admin;

  SharedAdmin(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * The id of each topic, which changes when a topic is made anew. Blocks.
   *
   * @throws KafkaException if the cluster cannot tell
   */
  public Map<String, String> topicIds(Collection<TopicSpec> topics) {
    List<String> names = topics.stream().map(TopicSpec::name).toList();
    Map<String, String> ids = new HashMap<>();
    await(open().describeTopics(names).allTopicNames())
        .forEach((name, description) -> ids.put(name, description.topicId().toString()));
    return ids;
  }

  /** Completes with the number of brokers, exceptionally if none answered in time. */
  public CompletionStage<Integer> brokers(Duration timeout) {
    return open()
        .describeCluster(new DescribeClusterOptions().timeoutMs((int) timeout.toMillis()))
        .nodes()
        .toCompletionStage()
        .thenApply(Collection::size);
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(1));
    }
  }

  private synchronized Admin open() {
    if (admin == null) {
      admin =
          Admin.create(
              Map.of(
                  "bootstrap.servers", settings.bootstrapServers(),
                  "request.timeout.ms", TIMEOUT_MILLIS,
                  "default.api.timeout.ms", TIMEOUT_MILLIS));
    }
    return admin;
  }

  private static <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("the cluster did not answer in time", e);
    }
  }
}
