package io.millrace.ingest.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
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
  private final byte[] sha1;

  public RedisScript(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(this.text);
      this.sha1 = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
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

  /** The commands of {@link #runPatiently}, which have a time-out of their own. */
  enum Patient implements ProtocolKeyword {
    EVAL,
    EVALSHA;

    @Override
    public byte[] getBytes() {
      return name().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** Runs it and tells how that ended: with a reply, which must be an array, or with a fault. */
  public void run(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      byte[][] keys,
      byte[][] args,
      BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
    run(commands, CommandType.EVALSHA, CommandType.EVAL, keys, args, then);
  }

  /**
   * The same, with {@link Redis#PATIENCE} instead of the time other commands have: for those who
   * have stopped waiting by then, and want to know all the same.
   */
  public void runPatiently(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      byte[][] keys,
      byte[][] args,
      BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
    run(commands, Patient.EVALSHA, Patient.EVAL, keys, args, then);
  }

  private void run(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      ProtocolKeyword known,
      ProtocolKeyword whole,
      byte[][] keys,
      byte[][] args,
      BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
    ask(
        commands,
        known,
        sha1,
        keys,
        args,
        (reply, fault) -> {
          if (isMissing(fault)) {
            ask(commands, whole, text, keys, args, then);
          } else {
            then.accept(reply, fault);
          }
        });
  }

  private static void ask(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      ProtocolKeyword command,
      byte[] script,
      byte[][] keys,
      byte[][] args,
      BiConsumer<@Nullable List<Object>, @Nullable Throwable> then) {
    RedisFuture<List<Object>> asked;
    try {
      asked =
          commands.dispatch(
              command,
              new NestedMultiOutput<>(ByteArrayCodec.INSTANCE),
              new CommandArgs<>(ByteArrayCodec.INSTANCE)
                  .add(script)
                  .add(keys.length)
                  .addKeys(keys)
                  .addValues(args));
    } catch (RuntimeException | Error e) {
      // Whoever is not told waits for ever, and so does all that comes after it.
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
