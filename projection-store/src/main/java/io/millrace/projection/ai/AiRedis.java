package io.millrace.projection.ai;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.millrace.projection.live.RedisLink;
import io.millrace.projection.live.RedisSettings;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Questions about AI requests to Redis that are answered at once; none of them waits there. */
@Component
public final class AiRedis implements AutoCloseable {

  private final RedisLink<StatefulRedisConnection<String, byte[]>> link;

  AiRedis(RedisClient client, RedisSettings settings) {
    link =
        new RedisLink<>(
            () ->
                client.connectAsync(
                    RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), settings.uri()));
    link.get(); // so that it is there when the first question comes
  }

  /** Asks; an error while Redis is away. */
  public <T> Mono<T> ask(
      Function<RedisAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> question) {
    return Mono.defer(
        () -> {
          StatefulRedisConnection<String, byte[]> open = link.get();
          return open == null
              ? Mono.error(new IllegalStateException("Redis is away"))
              : Mono.fromCompletionStage(question.apply(open.async()));
        });
  }

  @Override
  public void close() {
    link.close();
  }

  /** A value that is text. */
  public static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** A value that is a number; 0 for none. */
  static long number(byte @Nullable [] value) {
    if (value == null) {
      return 0;
    }
    try {
      return (long) Double.parseDouble(text(value));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
