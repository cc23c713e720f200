package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class BlockHoundTest {

  @Test
  void blockingCall_fails_onAParallelThread() {
    Mono<Boolean> blocking =
        Mono.fromCallable(() -> new CountDownLatch(1).await(1, TimeUnit.MINUTES))
            .subscribeOn(Schedulers.parallel());
    assertThatThrownBy(() -> blocking.block(Duration.ofSeconds(5)))
        .hasCauseInstanceOf(BlockingOperationError.class);
  }
}
