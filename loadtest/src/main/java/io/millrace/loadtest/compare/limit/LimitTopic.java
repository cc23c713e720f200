package io.millrace.loadtest.compare.limit;

import io.millrace.loadtest.platform.PlatformException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic of the limit: as many partitions as Millrace's, and kept small on disk. */
public final class LimitTopic {

  public static final String NAME = "loadtest.limit";

  private static final int PARTITIONS = 6;
  private static final Map<String, String> CONFIG =
      Map.of("retention.bytes", "268435456", "segment.bytes", "67108864");

  private static final Duration VISIBLE_LIMIT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;

  private LimitTopic() {}

  /** Creates it unless it is there, and waits until the broker knows it. */
  public static void create(String bootstrapServers) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      try {
        admin
            .createTopics(List.of(new NewTopic(NAME, PARTITIONS, (short) 1).configs(CONFIG)))
            .all()
            .get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new PlatformException("cannot create topic " + NAME + ": " + e.getCause());
        }
      }
      long deadline = System.nanoTime() + VISIBLE_LIMIT.toNanos();
      while (!isVisible(admin)) {
        if (System.nanoTime() > deadline) {
          throw new PlatformException("topic " + NAME + " is not visible");
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  private static boolean isVisible(Admin admin) throws InterruptedException {
    try {
      return admin.describeTopics(List.of(NAME)).allTopicNames().get().containsKey(NAME);
    } catch (ExecutionException e) {
      return false;
    }
  }
}
