package io.millrace.worker.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import reactor.core.publisher.Mono;

/** A Lua script, sent whole only to a server that does not have it. Its reply is a list. */
public final class Script {

  private final byte[] text;
  private final String sha1;

  private Script(byte[] text) {
    this.text = text;
    try {
      this.sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** Reads it from beside a class. */
  public static Script beside(Class<?> type, String name) {
    try (InputStream in = type.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new Script(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it; fails where Redis is away or does not answer in time. */
  public Mono<List<Object>> run(Redis redis, List<String> keys, List<byte[]> args) {
    return Mono.defer(
        () -> {
          RedisClusterAsyncCommands<byte[], byte[]> commands = redis.commands();
          if (commands == null) {
            return Mono.error(new RedisAwayException());
          }
          byte[][] allKeys =
              keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
          byte[][] allArgs = args.toArray(byte[][]::new);
          RedisFuture<List<Object>> known =
              commands.evalsha(sha1, ScriptOutputType.MULTI, allKeys, allArgs);
          return Mono.fromCompletionStage(known)
              .onErrorResume(
                  RedisNoScriptException.class,
                  missing ->
                      Mono.fromCompletionStage(
                          commands.<List<Object>>eval(
                              text, ScriptOutputType.MULTI, allKeys, allArgs)));
        });
  }
}
