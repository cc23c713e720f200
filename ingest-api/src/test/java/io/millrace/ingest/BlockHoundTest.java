package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Proves that the other tests would notice a call that blocks an event loop. */
class BlockHoundTest {

  @Test
  void blockingCall_failsOnReactiveThread() {
    Mono<Void> blocking =
        Mono.<Void>fromRunnable(() -> unchecked(() -> TimeUnit.MILLISECONDS.sleep(1)))
            .subscribeOn(Schedulers.parallel());

    assertThatThrownBy(blocking::block).hasCauseInstanceOf(BlockingOperationError.class);
  }

  private interface Blocking {
    void call() throws InterruptedException;
  }

  private static void unchecked(Blocking blocking) {
    try {
      blocking.call();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
