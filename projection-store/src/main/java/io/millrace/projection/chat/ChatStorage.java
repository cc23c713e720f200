package io.millrace.projection.chat;

import io.millrace.projection.job.Job;
import io.millrace.projection.partition.PartitionedTable;
import io.millrace.projection.partition.Retention;
import io.millrace.projection.partition.RetentionSettings;
import java.time.Clock;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Messages are kept by month, and forgotten to the day. */
@Configuration(proxyBeanMethods = false)
class ChatStorage {

  static final PartitionedTable TABLE = new PartitionedTable("chat_v1.chat_message", "sent_at", 1);

  private static final String FORGET_PARTITION =
      """
      delete from chat_v1.chat_message_identity i using %s m
      where i.tenant = m.tenant and i.conversation_id = m.conversation_id
        and i.message_id = m.message_id""";

  private static final String FORGET_OLD =
      """
      with old as (select tenant, conversation_id, message_id, sent_at
        from chat_v1.chat_message where sent_at < ? order by sent_at limit 10000),
      gone as (delete from chat_v1.chat_message m using old
        where m.tenant = old.tenant and m.conversation_id = old.conversation_id
          and m.message_id = old.message_id and m.sent_at = old.sent_at)
      delete from chat_v1.chat_message_identity i using old
      where i.tenant = old.tenant and i.conversation_id = old.conversation_id
        and i.message_id = old.message_id""";

  private static final String PLACES = "chat_conversations_v1.chat_place";

  private static final String FORGET_PLACES =
      """
      delete from %1$s where ctid = any (array(
        select ctid from %1$s where sent_at < ? order by sent_at limit 10000))"""
          .formatted(PLACES);

  @Bean
  PartitionedTable chatTable() {
    return TABLE;
  }

  @Bean
  Job chatRetention(Retention retention, RetentionSettings settings, Clock clock) {
    return Job.daily(
        "chat-retention",
        "02:20",
        () ->
            settings.chat().cutoff(clock.instant()).ifPresent(cutoff -> forget(retention, cutoff)));
  }

  private static void forget(Retention retention, Instant cutoff) {
    retention.dropPartitions(TABLE, cutoff, FORGET_PARTITION);
    retention.deleteInPieces(TABLE.name(), FORGET_OLD, cutoff);
    retention.deleteInPieces(PLACES, FORGET_PLACES, cutoff);
  }
}
