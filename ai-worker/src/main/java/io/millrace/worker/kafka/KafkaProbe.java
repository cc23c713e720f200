package io.millrace.worker.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Asks Kafka whether it is there, at most once a second however often it is asked itself. */
@Component
public class KafkaProbe implements DisposableBean {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration CACHE = Duration.ofSeconds(1);

  private final KafkaSettings settings;
  private final Mono<Boolean> up;
  private @Nullable Admin admin;

  KafkaProbe(KafkaSettings settings) {
    this.settings = settings;
    this.up = Mono.fromCallable(this::ask).subscribeOn(Schedulers.boundedElastic()).cache(CACHE);
  }

  /** Whether a broker answered within the last second or two. */
  public Mono<Boolean> up() {
    return up;
  }

  private synchronized boolean ask() throws InterruptedException {
    try {
      Admin client = admin;
      if (client == null) {
        client = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()));
        admin = client;
      }
      int timeout = Math.toIntExact(PATIENCE.toMillis());
      client
          .describeCluster(new DescribeClusterOptions().timeoutMs(timeout))
          .nodes()
          .get(2L * timeout, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return false;
    }
  }

  @Override
  public synchronized void destroy() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
