package io.millrace.ingest.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.http.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

class TurnsTest {

  private final Turns turns = turns(Duration.ofSeconds(4));
  private final List<Refusal> refusals = new ArrayList<>();
  private final AtomicInteger begun = new AtomicInteger();

  @Test
  void take_neverWaitsWhenAlone() {
    take("noisy", 100, 10_000);

    assertThat(begun).hasValue(100);
  }

  @Test
  void take_waitsPastItsPartOfTheRequestsAndGoesOnInOrder() {
    bothActive();

    List<Turn> noisy = take("noisy", 20, 1);
    assertThat(begun).hasValue(8);
    assertThat(turns.waiting()).isEqualTo(12);
    take("quiet", 1, 1);
    assertThat(begun).hasValue(9);

    noisy.get(0).end();
    assertThat(begun).hasValue(10);
    noisy.forEach(Turn::end);
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void take_waitsLessAndLessOnceThereIsTimeToSpare() {
    bothActive();
    take("noisy", 20, 1);
    assertThat(begun).hasValue(8);

    for (int i = 0; i < 4; i++) {
      turns.tick(false);
    }
    assertThat(begun).hasValue(12);
    for (int i = 0; i < 9; i++) {
      turns.tick(false);
    }
    assertThat(begun).hasValue(20);
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void take_waitsPastItsPartOfTheBytes() {
    bothActive();

    take("noisy", 20, 400);

    assertThat(begun).hasValue(2);
  }

  @Test
  void take_letsEqualSendersHaveMuch() {
    bothActive();
    for (int i = 0; i < 100; i++) {
      take("noisy", 1, 1);
      take("quiet", 1, 1);
    }

    assertThat(begun).hasValue(200);
  }

  @Test
  void take_givesTheTurnOfOneThatLeftToTheNext() {
    bothActive();
    List<Turn> noisy = take("noisy", 10, 1);

    noisy.get(8).end();
    noisy.get(0).end();

    assertThat(begun).hasValue(9);
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void tick_refusesWhatWaitsTooLong() {
    Turns impatient = turns(Duration.ZERO);
    bothActive(impatient);
    for (int i = 0; i < 10; i++) {
      take(impatient, "noisy", 1);
    }

    impatient.tick(true);

    assertThat(refusals).hasSize(2);
    assertThat(refusals.get(0).problem().code()).isEqualTo("overloaded");
    assertThat(impatient.waiting()).isZero();
  }

  @Test
  void take_refusesAtOnceBehindTooMany() {
    bothActive();

    take("noisy", 1_010, 1);

    assertThat(refusals).hasSize(2);
  }

  @Test
  void end_takesNoStackForManyThatEndAtOnce() {
    bothActive();
    List<Turn> noisy = take("noisy", 8, 1);
    for (int i = 0; i < 990; i++) {
      Turn turn = turns.turn();
      turn.take("noisy", 1, () -> Mono.fromRunnable(begun::incrementAndGet))
          .doFinally(signal -> turn.end())
          .subscribe();
    }

    noisy.get(0).end();

    assertThat(begun).hasValue(998);
    assertThat(turns.waiting()).isZero();
  }

  @Test
  void take_losesNoTurnAmongThreads() throws InterruptedException {
    bothActive();
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int i = 0; i < 20_000; i++) {
      boolean cancelled = i % 7 == 0;
      String holder = i % 50 == 0 ? "quiet" : "noisy";
      threads.execute(
          () -> {
            Turn turn = turns.turn();
            turn.take(holder, 10, () -> Mono.just(1))
                .doFinally(
                    signal -> {
                      turn.end();
                      done.incrementAndGet();
                    })
                .subscribe(ignored -> {}, fault -> {})
                .dispose();
            if (cancelled) {
              turn.end();
            }
          });
    }
    threads.shutdown();

    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    turns.tick(true);
    assertThat(done).hasValue(20_000);
    assertThat(turns.waiting()).isZero();
    assertThat(turns.share("noisy").requests()).isZero();
    assertThat(turns.share("noisy").bytes()).isZero();
  }

  private static Turns turns(Duration patience) {
    return new Turns(new FairnessSettings(16, DataSize.ofBytes(1_000), patience));
  }

  private void bothActive() {
    bothActive(turns);
  }

  private static void bothActive(Turns turns) {
    turns.share("quiet");
    turns.share("noisy");
    turns.tick(true);
  }

  private List<Turn> take(String holder, int times, long bytes) {
    List<Turn> taken = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      taken.add(take(turns, holder, bytes));
    }
    return taken;
  }

  private Turn take(Turns from, String holder, long bytes) {
    Turn turn = from.turn();
    turn.take(holder, bytes, () -> Mono.fromRunnable(begun::incrementAndGet))
        .subscribe(ignored -> {}, fault -> refusals.add((Refusal) fault));
    return turn;
  }
}
