package io.millrace.projection.ai;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.projection.live.Redis;
import io.millrace.projection.live.RedisLink;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Questions about AI requests to Redis that are answered at once; none of them waits there. */
@Component
public final class AiRedis implements AutoCloseable {

  private final RedisLink link;

  AiRedis(Redis redis) {
    link = new RedisLink(redis);
    link.get(); // so that it is there when the first question comes
  }

  /** Asks; an error while Redis is away. */
  public <T> Mono<T> ask(
      Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> question) {
    return Mono.defer(
        () -> {
          Redis.Connection<byte[]> open = link.get();
          return open == null
              ? Mono.error(new IllegalStateException("Redis is away"))
              : Mono.fromCompletionStage(question.apply(open.commands()));
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
