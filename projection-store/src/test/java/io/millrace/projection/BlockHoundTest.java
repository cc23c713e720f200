package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class BlockHoundTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void block_failsOnAThreadThatMustNot() {
    Mono<Boolean> blocking =
        Mono.fromCallable(() -> new CountDownLatch(1).await(1, TimeUnit.MINUTES))
            .subscribeOn(Schedulers.parallel());

    assertThatThrownBy(blocking::block).hasCauseInstanceOf(BlockingOperationError.class);
  }

  @Test
  void lockThatAnotherHolds_isAwaitedAndStaysOfUse() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    CompletableFuture<Boolean> locked =
        Mono.fromRunnable(
                () -> {
                  lock.lock();
                  lock.unlock();
                })
            .thenReturn(true)
            .subscribeOn(Schedulers.parallel())
            .toFuture();
    await().until(() -> lock.hasQueuedThreads() || locked.isDone());
    lock.unlock();
    assertThat(locked).succeedsWithin(SOON);
  }
}
