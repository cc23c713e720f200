package io.millrace.streams.ai;

import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.projection.v1.AiUsage;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.Projection;
import io.millrace.streams.projection.ProjectionTopology;
import org.apache.kafka.streams.Topology;

/**
 * AI use of each tenant by model, priority and hour. Results are spread by request, so each
 * partition counts its own part of a row, and whoever reads adds the parts: no record travels
 * twice. What the tokens cost is not counted here, because prices change and facts do not.
 */
public final class AiUsageTopology implements ProjectionTopology {

  @Override
  public String applicationId() {
    return "millrace-ai-usage";
  }

  @Override
  public Topology get() {
    return Projection.into(
            Topics.PROJECTION_AI_USAGE,
            AiUsage.getDefaultInstance(),
            (row, input) -> row.toBuilder().setInput(input).build())
        .facts(
            Topics.AI_RESULTS,
            ProtoSerde.of(AiResult.getDefaultInstance()).deserializer(),
            UsageReader::new)
        .besideFacts(AiUsage::getInput)
        .retire((row, late) -> row.toBuilder().setLate(late).build())
        .build();
  }
}
