package io.millrace.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void spread_isSmallestMiddleLargest() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(1, 2, 3));
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(1, 2.5, 4));
    assertThatThrownBy(Spread::of).hasMessageContaining("no values");
  }

  @Test
  void ratio_pairsWithinTheRound() {
    // The machine was twice as fast in round 2: the ratio is the same all the same.
    Samples samples =
        new Samples(
            List.of(
                Examples.sample(1, Contender.MILLRACE, 500),
                Examples.sample(1, Contender.EXPRESS, 100),
                Examples.sample(2, Contender.EXPRESS, 200),
                Examples.sample(2, Contender.MILLRACE, 1_000),
                Examples.sample(3, Contender.MILLRACE, 9_000)));
    assertThat(samples.ratio(Contender.MILLRACE, Contender.EXPRESS, Sample::rate))
        .contains(new Spread(5, 5, 5));
  }

  @Test
  void ratio_isEmpty_whenTheOtherIsAbsentOrDidNothing() {
    Samples samples =
        new Samples(
            List.of(
                Examples.sample(1, Contender.MILLRACE, 500),
                Examples.sample(1, Contender.LIMIT, 0)));
    assertThat(samples.ratio(Contender.MILLRACE, Contender.EXPRESS, Sample::rate)).isEmpty();
    assertThat(samples.ratio(Contender.MILLRACE, Contender.LIMIT, Sample::rate)).isEmpty();
    assertThat(samples.spread(Contender.FASTIFY, Sample::rate)).isEmpty();
  }
}
