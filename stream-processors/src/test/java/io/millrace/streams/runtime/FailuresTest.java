package io.millrace.streams.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void response_replacesTheThreadWhenTroublePasses() {
    assertThat(Failures.response(new StreamsException(new TimeoutException("slow"))))
        .isEqualTo(REPLACE_THREAD);
  }

  @Test
  void response_endsTheInstanceOtherwise() {
    assertThat(Failures.response(new MissingSourceTopicException("no topic")))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(Failures.response(new StreamsException(new AuthorizationException("no"))))
        .isEqualTo(SHUTDOWN_CLIENT);
    assertThat(Failures.response(new OutOfMemoryError())).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void reason_isTheInnermostCause() {
    assertThat(Failures.reason(new StreamsException("outer", new TimeoutException("slow"))))
        .isEqualTo("TimeoutException: slow");
    assertThat(Failures.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
