package io.millrace.projection.notification;

import io.millrace.projection.job.Job;
import io.millrace.projection.partition.Retention;
import io.millrace.projection.partition.RetentionSettings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Notifications are forgotten to the day; marks of those that never came, by when they were read.
 */
@Configuration(proxyBeanMethods = false)
class NotificationStorage {

  private static final String FORGET =
      """
      delete from %1$s where ctid = any (array(
        select ctid from %1$s where coalesce(created_at, read_at) < ?
        order by coalesce(created_at, read_at) limit 10000))"""
          .formatted(NotificationTables.NAME);

  @Bean
  Job notificationRetention(Retention retention, RetentionSettings settings, Clock clock) {
    return Job.daily(
        "notification-retention",
        "02:30",
        () ->
            settings
                .notifications()
                .cutoff(clock.instant())
                .ifPresent(
                    cutoff -> retention.deleteInPieces(NotificationTables.NAME, FORGET, cutoff)));
  }
}
