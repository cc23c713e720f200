package io.millrace.ingest.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.SignalType;
import reactor.netty.channel.AbortedException;

/** Collects one body into an array that grows with what has really arrived. */
final class BodyCollector extends BaseSubscriber<DataBuffer> {

  private static final int FIRST_BYTES = 16 * 1024;

  private final MonoSink<Body> sink;
  private final BodyLimit limits;
  private final AtomicLong buffered;
  private final long maxBuffered;
  private final Consumer<BodyCollector> onEnd;
  private final long begunAt = System.nanoTime();

  private long limit;
  private boolean begun;
  private byte[] bytes;
  private int size;
  private long charged;

  BodyCollector(
      MonoSink<Body> sink,
      BodyLimit limits,
      long declared,
      AtomicLong buffered,
      long maxBuffered,
      Consumer<BodyCollector> onEnd) {
    this.sink = sink;
    this.limits = limits;
    this.limit = limits.one();
    this.buffered = buffered;
    this.maxBuffered = maxBuffered;
    this.onEnd = onEnd;
    this.bytes = new byte[(int) Math.min(Math.max(declared, 0), FIRST_BYTES)];
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  protected void hookOnNext(DataBuffer buffer) {
    try {
      take(buffer);
    } finally {
      DataBufferUtils.release(buffer);
    }
  }

  private void take(DataBuffer buffer) {
    int count = buffer.readableByteCount();
    if (!begun) {
      sniff(buffer, count);
    }
    long total = (long) size + count;
    if (total > limit) {
      refuse(Problem.tooLarge(limit));
      return;
    }
    charged += count;
    if (buffered.addAndGet(count) > maxBuffered) {
      refuse(BodyReader.overloaded());
      return;
    }
    if (total > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(total, 2L * bytes.length)));
    }
    buffer.read(bytes, size, count);
    size = (int) total;
  }

  /** The first character that is no space decides between one event and an array of them. */
  private void sniff(DataBuffer buffer, int count) {
    int start = buffer.readPosition();
    for (int i = 0; i < count && !begun; i++) {
      byte b = buffer.getByte(start + i);
      begun = !BodyLimit.isSpace(b);
      if (begun) {
        limit = limits.startingWith(b);
      }
    }
  }

  /** As {@link System#nanoTime()} has it. */
  long begunAt() {
    return begunAt;
  }

  /** Ends the reading, on any thread; without effect once the body is there. */
  void refuse(Problem problem) {
    cancel();
    sink.error(problem.refusal());
  }

  @Override
  protected void hookOnComplete() {
    sink.success(Body.plain(size == bytes.length ? bytes : Arrays.copyOf(bytes, size)));
  }

  @Override
  protected void hookOnError(Throwable fault) {
    boolean gone = fault instanceof IOException || fault instanceof AbortedException;
    sink.error(gone ? ClientGone.problem().refusal() : fault);
  }

  @Override
  protected void hookFinally(SignalType type) {
    buffered.addAndGet(-charged);
    onEnd.accept(this);
  }
}
