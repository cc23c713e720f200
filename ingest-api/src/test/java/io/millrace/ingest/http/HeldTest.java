package io.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class HeldTest {

  private final AtomicLong all = new AtomicLong(7);

  @Test
  void during_givesBackAllThatWasHeld() {
    Held held = new Held(all, 10);

    assertThat(held.<Long>during(() -> held.more(100))).isEqualTo(117);

    assertThat(all).hasValue(7);
    held.unlessBegun();
    assertThat(all).as("once only").hasValue(7);
  }

  @Test
  void during_givesBackWhenTheWorkFails() {
    Held held = new Held(all, 10);

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                held.during(
                    () -> {
                      held.more(100);
                      throw new IllegalStateException("refused");
                    }));

    assertThat(all).hasValue(7);
  }

  @Test
  void cancelDuringTheWork_givesBackAtItsEndWhatItTookAfterwards() {
    Held held = new Held(all, 10);

    held.during(
        () -> {
          held.unlessBegun();
          assertThat(all).as("the work goes on").hasValue(17);
          return held.more(100);
        });

    assertThat(all).hasValue(7);
  }

  @Test
  void cancelBeforeTheWork_givesBackAndNothingIsDone() {
    Held held = new Held(all, 10);

    held.unlessBegun();

    assertThat(all).hasValue(7);
    assertThat(held.<Long>during(() -> held.more(100))).isNull();
    assertThat(all).hasValue(7);
  }

  @Test
  void bodyOfASenderWhoWent_isHeldUntilItsWorkEnds() {
    int size = 1 << 20;
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean mayEnd = new AtomicBoolean();
    try (BodyReader reader = new BodyReader(BodyLimits.items(1))) {
      Disposable request =
          reader.use("body", size, body -> spin(begun, mayEnd)).subscribe(ended -> {});
      await().untilTrue(begun);

      request.dispose();
      assertThat(reader.buffered()).isEqualTo(size);

      mayEnd.set(true);
      await().until(() -> reader.buffered() == 0);
    } finally {
      mayEnd.set(true);
    }
  }

  /** Works rather than waits: nothing may block the thread this is on. */
  private static int spin(AtomicBoolean begun, AtomicBoolean mayEnd) {
    begun.set(true);
    int turns = 0;
    while (!mayEnd.get()) {
      turns++;
    }
    return turns;
  }
}
