package io.millrace.streams;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class BlockHoundTest {

  @Test
  void blockingCall_failsOnAParallelThread() {
    StepVerifier.create(
            Mono.fromCallable(() -> new CountDownLatch(1).await(1, TimeUnit.MINUTES))
                .subscribeOn(Schedulers.parallel()))
        .verifyErrorMatches(
            error ->
                error instanceof BlockingOperationError
                    || error.getCause() instanceof BlockingOperationError);
  }
}
