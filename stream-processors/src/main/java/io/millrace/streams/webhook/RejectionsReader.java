package io.millrace.streams.webhook;

import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import io.millrace.streams.projection.Checks;
import io.millrace.streams.projection.FactReader;
import io.millrace.streams.projection.Identity;
import io.millrace.streams.projection.InvalidFact;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;

/** Rejections and duplicates come counted, one record for many, and each flush has an id. */
final class RejectionsReader implements FactReader<WebhookRejections, WebhookStats> {

  @Override
  public String identity(Record<String, WebhookRejections> record) {
    return Identity.of("rejections", record.headers());
  }

  @Override
  public List<MinuteChange> changes(Record<String, WebhookRejections> record) {
    WebhookRejections rejections = record.value();
    Checks.present("tenant", rejections.getTenant());
    Checks.present("source_key", rejections.getSourceKey());
    Checks.key(record.key(), rejections.getTenant(), rejections.getSourceKey());
    Checks.time("minute", rejections.hasMinute(), rejections.getMinute());
    long rejected = 0;
    for (long count : rejections.getByReasonMap().values()) {
      if (count < 0) {
        throw InvalidFact.field("by_reason", count, ">= 0");
      }
      rejected = Math.addExact(rejected, count);
    }
    long added = rejected;
    long duplicates = rejections.getDuplicates();
    if (duplicates < 0) {
      throw InvalidFact.field("duplicates", duplicates, ">= 0");
    }
    return List.of(
        MinuteChange.of(
            rejections.getTenant(),
            rejections.getSourceKey(),
            rejections.getMinute(),
            stats ->
                stats
                    .setRejected(Math.addExact(stats.getRejected(), added))
                    .setDuplicates(Math.addExact(stats.getDuplicates(), duplicates))));
  }
}
