package io.millrace.streams.webhook;

import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.WebhookStats;
import io.millrace.schemas.topic.Topics;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.projection.ProjectionTopology;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;

/**
 * Deliveries of each webhook source by minute of ingest. A delivery sent again counts as a
 * duplicate in the minute it came again.
 */
public final class WebhookStatsTopology implements ProjectionTopology {

  @Override
  public String applicationId() {
    return "millrace-webhook-stats";
  }

  @Override
  public Topology get() {
    return Projection.into(
            Topics.PROJECTION_WEBHOOK_STATS,
            WebhookStats.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build())
        .facts(Topics.WEBHOOKS_RECEIVED, new ByteArrayDeserializer(), DeliveryReader::new)
        .facts(
            Topics.WEBHOOKS_REJECTED,
            ProtoSerde.of(WebhookRejections.getDefaultInstance()).deserializer(),
            RejectionsReader::new)
        .build();
  }
}
