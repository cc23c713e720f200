package io.millrace.streams.assistant;

import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.chat.v1.ChatMessage;
import io.millrace.schemas.kafka.ProtoSerde;
import io.millrace.schemas.topic.Topics;
import io.millrace.streams.projection.ProjectionTopology;
import io.millrace.streams.projection.SeenFacts;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;

/**
 * Makes requests of messages that want a reply, and messages of the answers. It writes facts and no
 * rows: of each there is one, whatever comes twice, as both are made in the transaction that
 * remembers what they were made of.
 */
public final class ChatRequestsTopology implements ProjectionTopology {

  private static final ProtoSerde<ChatMessage> MESSAGE =
      ProtoSerde.of(ChatMessage.getDefaultInstance());
  private static final ProtoSerde<AiRequest> REQUEST =
      ProtoSerde.of(AiRequest.getDefaultInstance());
  private static final ProtoSerde<AiResult> RESULT = ProtoSerde.of(AiResult.getDefaultInstance());

  private static final String ASK = "ask";
  private static final String ANSWER = "answer";

  @Override
  public String applicationId() {
    return "millrace-chat-requests";
  }

  @Override
  public Topology get() {
    Topology topology = new Topology();
    topology
        .addSource(
            "messages",
            Serdes.String().deserializer(),
            MESSAGE.deserializer(),
            Topics.CHAT_MESSAGES.name())
        .addProcessor(ASK, MessageProcessor::new, "messages")
        .addSink(
            "requests",
            Topics.AI_REQUESTS_NORMAL.name(),
            Serdes.String().serializer(),
            REQUEST.serializer(),
            ASK)
        .addSource(
            "results",
            Serdes.String().deserializer(),
            RESULT.deserializer(),
            Topics.AI_RESULTS.name())
        .addProcessor(ANSWER, ResultProcessor::new, "results")
        .addSink(
            "answers",
            Topics.CHAT_MESSAGES.name(),
            Serdes.String().serializer(),
            MESSAGE.serializer(),
            ANSWER);
    SeenFacts.stores(MessageProcessor.SEEN).forEach(store -> topology.addStateStore(store, ASK));
    History.stores().forEach(store -> topology.addStateStore(store, ASK));
    SeenFacts.stores(ResultProcessor.SEEN).forEach(store -> topology.addStateStore(store, ANSWER));
    return topology;
  }
}
