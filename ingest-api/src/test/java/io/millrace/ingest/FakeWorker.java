package io.millrace.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.event.AiLane;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiRequest;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.schemas.ai.v1.AiStatus;
import io.millrace.schemas.ai.v1.Usage;
import io.millrace.schemas.kafka.ClientDefaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/**
 * Plays ai-worker: takes requests off their topics and answers through Redis as {@link AiKeys}
 * says. What it does is the last message of a request: {@code hold} (until it is cancelled), {@code
 * pause} (until it is cancelled, or told to go on), {@code tools}, {@code fail CODE}, {@code again
 * SAME|OTHER} (two attempts), {@code take MILLIS}, {@code fallback}; anything else is echoed word
 * by word.
 */
public final class FakeWorker implements AutoCloseable {

  private static final String CALL =
      "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}";

  private final String name = "fake-" + UUID.randomUUID();
  private final RedisClient client;
  private final RedisCommands<String, String> redis;
  private final RedisCommands<String, byte[]> results;
  private final Semaphore slots;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-worker");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, AiRequest> taken = new ConcurrentHashMap<>();
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private final Set<String> goOn = ConcurrentHashMap.newKeySet();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean over;

  public FakeWorker(String bootstrapServers, String redisUrl, int concurrent) {
    this.slots = new Semaphore(concurrent);
    client = RedisClient.create(redisUrl);
    redis = client.connect().sync();
    results = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)).sync();
    var told = client.connectPubSub();
    told.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String request) {
            cancelled.add(request);
          }
        });
    told.sync().subscribe(AiKeys.CANCELLED);
    redis.hset(AiKeys.SLOTS, name, Integer.toString(concurrent));
    redis.zadd(AiKeys.WORKERS, System.currentTimeMillis() + 600_000d, name);
    consumer =
        new KafkaConsumer<>(
            ClientDefaults.consumer(bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (AiLane lane : AiLane.values()) {
      consumer
          .partitionsFor(lane.topic().name())
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    threads.execute(this::poll);
  }

  /** The worker of the stack that most tests share. */
  public static FakeWorker shared() {
    return Shared.WORKER;
  }

  private static final class Shared {
    private static final FakeWorker WORKER =
        new FakeWorker(Stack.shared().kafkaBootstrapServers(), Stack.shared().redisUrl(), 10);
  }

  /** Requests that were taken, by id. */
  public Map<String, AiRequest> taken() {
    return taken;
  }

  /** How often a request was worked on. */
  public int calls(String requestId) {
    return calls.getOrDefault(requestId, 0);
  }

  /** Lets a request that pauses go on to its end. */
  public void goOn(String requestId) {
    goOn.add(requestId);
  }

  /** The requests that it was told are cancelled. */
  public Set<String> cancelled() {
    return cancelled;
  }

  private void poll() {
    while (!over) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
        threads.execute(() -> work(record));
      }
    }
    consumer.close();
  }

  private void work(ConsumerRecord<byte[], byte[]> record) {
    slots.acquireUninterruptibly();
    try {
      AiRequest request = AiRequest.parseFrom(record.value());
      calls.merge(request.getRequestId(), 1, Integer::sum);
      taken.put(request.getRequestId(), request);
      long begun = System.currentTimeMillis();
      String id = AiKeys.request(request.getTenant(), request.getRequestId());
      redis.zadd(AiKeys.RUNNING, begun + 15_000d, id);
      for (AiLane lane : AiLane.values()) {
        redis.zrem(AiKeys.waiting(lane.label()), id);
      }
      redis.zrem(AiKeys.tenant(request.getTenant()), id);
      answer(request, id, begun);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    } finally {
      slots.release();
    }
  }

  private void answer(AiRequest request, String id, long begun) {
    String prompt = request.getMessages(request.getMessagesCount() - 1).getContent();
    String[] words = prompt.split(" ");
    AiResult.Builder result =
        AiResult.newBuilder()
            .setTenant(request.getTenant())
            .setRequestId(request.getRequestId())
            .setStatus(AiStatus.AI_STATUS_COMPLETED)
            .setModel("fake")
            .setUsage(
                Usage.newBuilder().setPromptTokens(3).setCompletionTokens(4).setTotalTokens(7));
    switch (words[0]) {
      case "hold" -> {
        out(id, AiKeys.TOKEN, "so ");
        Awaitility.await().forever().until(() -> over || cancelled.contains(id));
        end(id, begun, result.setStatus(AiStatus.AI_STATUS_CANCELLED));
      }
      case "pause" -> {
        out(id, AiKeys.TOKEN, "one ");
        Awaitility.await()
            .forever()
            .until(() -> over || cancelled.contains(id) || goOn.contains(request.getRequestId()));
        if (cancelled.contains(id)) {
          end(id, begun, result.setStatus(AiStatus.AI_STATUS_CANCELLED));
        } else {
          out(id, AiKeys.TOKEN, "two");
          end(id, begun, result.setAnswer("one two"));
        }
      }
      case "fallback" -> {
        out(id, AiKeys.TOKEN, "later");
        end(id, begun, result.setAnswer("later").setModel("fallback").setFallback(true));
      }
      case "tools" -> {
        out(id, AiKeys.TOOL, "[" + CALL.replace("{\"id\"", "{\"index\":0,\"id\"") + "]");
        result.setToolCalls(ByteString.copyFromUtf8("[" + CALL + "]"));
        end(id, begun, result.setFinishReason("tool_calls"));
      }
      case "fail" ->
          end(
              id,
              begun,
              result
                  .setStatus(AiStatus.AI_STATUS_FAILED)
                  .setErrorCode(words[1])
                  .setErrorMessage("it failed"));
      case "again" -> {
        tokens(id, "one two three");
        out(id, AiKeys.RESTART, "");
        String answer = words[1].equals("SAME") ? "one two three four" : "one six";
        tokens(id, answer);
        end(id, begun, result.setAnswer(answer));
      }
      case "take" -> {
        Awaitility.await().pollDelay(Duration.ofMillis(Long.parseLong(words[1]))).until(() -> true);
        end(id, begun, result.setAnswer("taken"));
      }
      default -> {
        tokens(id, prompt);
        end(id, begun, result.setAnswer(prompt));
      }
    }
  }

  private void tokens(String id, String text) {
    for (String token : text.split("(?<= )")) {
      out(id, AiKeys.TOKEN, token);
    }
  }

  private void out(String id, String type, String data) {
    redis.xadd(AiKeys.out(id), Map.of(AiKeys.TYPE, type, AiKeys.DATA, data));
  }

  private void end(String id, long begun, AiResult.Builder built) {
    AiResult result = built.build();
    results.set(AiKeys.result(id), result.toByteArray(), SetArgs.Builder.nx().ex(600));
    if (result.getStatus() == AiStatus.AI_STATUS_COMPLETED) {
      out(
          id,
          AiKeys.DONE,
          "{\"requestId\":\"x\",\"model\":\"%s\",\"fallback\":%s,\"finishReason\":\"%s\",\"usage\":{\"promptTokens\":3,\"completionTokens\":4,\"totalTokens\":7}}"
              .formatted(result.getModel(), result.getFallback(), result.getFinishReason()));
    } else {
      boolean failed = result.getStatus() == AiStatus.AI_STATUS_FAILED;
      out(
          id,
          AiKeys.ERROR,
          "{\"requestId\":\"x\",\"status\":\"%s\",\"code\":\"%s\",\"message\":\"%s\"}"
              .formatted(
                  failed ? "failed" : "cancelled",
                  result.getErrorCode(),
                  result.getErrorMessage()));
    }
    redis.zrem(AiKeys.RUNNING, id);
    long took = System.currentTimeMillis() - begun;
    redis.hincrby(AiKeys.TOTALS, "processed", 1);
    redis.hincrby(AiKeys.TOTALS, "waitMs", 5);
    redis.hincrby(AiKeys.TOTALS, "processMs", took);
    redis.set(AiKeys.PROCESS_MS, Long.toString(took));
  }

  @Override
  public void close() {
    over = true;
    threads.shutdown();
    redis.zrem(AiKeys.WORKERS, name);
    redis.hdel(AiKeys.SLOTS, name);
    redis.del(AiKeys.PROCESS_MS);
    Awaitility.await().until(threads::isTerminated);
    client.shutdown();
  }
}
