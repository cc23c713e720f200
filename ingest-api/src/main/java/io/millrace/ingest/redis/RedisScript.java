package io.millrace.ingest.redis;

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
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A Lua script, sent whole only to a server that does not have it. */
public final class RedisScript {

  private final byte[] text;
  private final String sha1;

  public RedisScript(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    try {
      this.sha1 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(this.text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /** The script that is a resource beside a class. */
  public static RedisScript beside(Class<?> owner, String name) {
    return new RedisScript(text(owner, name));
  }

  /** The text of such a script. */
  public static String text(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it and tells how that ended: with a reply, which must be an array, or with a fault. */
  public void run(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      byte[][] keys,
      byte[][] args,
      BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
    RedisFuture<List<Object>> asked;
    try {
      asked = commands.evalsha(sha1, ScriptOutputType.MULTI, keys, args);
    } catch (RuntimeException | Error e) {
      // Whoever is not told waits for ever, and so does all that comes after it.
      then.accept(null, e);
      return;
    }
    asked.whenComplete(
        (reply, fault) -> {
          if (isMissing(fault)) {
            load(commands, keys, args, then);
          } else {
            then.accept(reply, fault);
          }
        });
  }

  private void load(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      byte[][] keys,
      byte[][] args,
      BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
    RedisFuture<List<Object>> asked;
    try {
      asked = commands.eval(text, ScriptOutputType.MULTI, keys, args);
    } catch (RuntimeException | Error e) {
      then.accept(null, e);
      return;
    }
    asked.whenComplete(then::accept);
  }

  private static boolean isMissing(@Nullable Throwable fault) {
    return fault instanceof RedisNoScriptException
        || fault instanceof CompletionException
            && fault.getCause() instanceof RedisNoScriptException;
  }
}
