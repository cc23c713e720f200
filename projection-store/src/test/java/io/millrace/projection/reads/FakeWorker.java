package io.millrace.projection.reads;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.millrace.projection.support.TestRedis;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes to Redis what ingest-api and a worker do. */
final class FakeWorker implements AutoCloseable {

  private final RedisClient client;
  private final RedisCommands<String, byte[]> redis;

  FakeWorker(String url) {
    client = RedisClient.create(url);
    redis = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)).sync();
  }

  void admit(String tenant, String id, String lane) {
    redis.zadd(AiKeys.waiting(lane), until(), bytes(AiKeys.request(tenant, id)));
  }

  /** Takes a request of a lane, of which so many attempts were begun before. */
  void begin(String tenant, String id, String lane, int attempts) {
    String request = AiKeys.request(tenant, id);
    redis.zrem(AiKeys.waiting(lane), bytes(request));
    redis.zadd(AiKeys.RUNNING, until(), bytes(request));
    redis.hincrby(AiKeys.lease(request), "starts", 1);
    redis.hset(AiKeys.lease(request), "attempts", bytes(Integer.toString(attempts)));
  }

  /** Gives a request back, for the attempt after so many. */
  void giveBack(String tenant, String id, String lane, int attempts) {
    String request = AiKeys.request(tenant, id);
    redis.hincrby(AiKeys.lease(request), "starts", -1);
    redis.hset(AiKeys.lease(request), "attempts", bytes(Integer.toString(attempts)));
    redis.zrem(AiKeys.RUNNING, bytes(request));
    admit(tenant, id, lane);
  }

  String write(String tenant, String id, String type, String data) {
    return redis.xadd(
        AiKeys.out(AiKeys.request(tenant, id)),
        Map.of(AiKeys.TYPE, bytes(type), AiKeys.DATA, bytes(data)));
  }

  void tokens(String tenant, String id, String... tokens) {
    for (String token : tokens) {
      write(tenant, id, AiKeys.TOKEN, token);
    }
  }

  String done(String tenant, String id) {
    return write(tenant, id, AiKeys.DONE, "{\"requestId\":\"" + id + "\"}");
  }

  void result(AiResult result) {
    String request = AiKeys.request(result.getTenant(), result.getRequestId());
    redis.zrem(AiKeys.RUNNING, bytes(request));
    redis.set(AiKeys.result(request), result.toByteArray());
  }

  void asked(String tenant, String conversation, String id) {
    redis.set(AiKeys.conversation(tenant, conversation), bytes(AiKeys.request(tenant, id)));
  }

  /** The stream is gone, as some minutes after the end. */
  void expire(String tenant, String id) {
    redis.del(AiKeys.out(AiKeys.request(tenant, id)));
  }

  RedisCommands<String, byte[]> redis() {
    return redis;
  }

  static double until() {
    return ReadApp.NOW.plusSeconds(900).toEpochMilli();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    TestRedis.end(client);
  }
}
