package io.millrace.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.loadtest.profile.Tally.Share;
import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void top_putsTheHeaviestFirst() {
    Tally tally = new Tally();
    tally.add("b", 1);
    tally.add("a", 1);
    tally.add("c", 5);
    tally.add("c", 1);
    assertThat(tally.top(2)).containsExactly(new Share("c", 6, 0.75), new Share("a", 1, 0.125));
    assertThat(tally.top(1, 12)).containsExactly(new Share("c", 6, 0.5));
  }

  @Test
  void top_isEmpty_whenNothingWasAdded() {
    assertThat(new Tally().top(3)).isEmpty();
  }
}
