package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Proves that the other tests would notice a call that blocks an event loop. */
class BlockHoundTest {

  @Test
  void blockingCall_failsOnReactiveThread() {
    Mono<Boolean> blocking =
        Mono.fromCallable(() -> new CountDownLatch(1).await(1, TimeUnit.MINUTES))
            .subscribeOn(Schedulers.parallel());

    assertThatThrownBy(blocking::block).hasCauseInstanceOf(BlockingOperationError.class);
  }
}
