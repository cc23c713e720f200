package io.millrace.projection.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class VersionsTest {

  private static final Instant NOW = Instant.ofEpochSecond(1);

  @Test
  void versions_goForthAndBack() {
    Versions building = Versions.FIRST.rebuilding(NOW);
    assertThat(building).isEqualTo(new Versions(1, 2, 0, 2, 1, NOW));

    Versions switched = building.switched(NOW);
    assertThat(switched).isEqualTo(new Versions(2, 0, 1, 2, 2, NOW));
    assertThat(switched.kept()).containsExactly(1, 2);
    assertThat(switched.role(1)).isEqualTo("previous");
    assertThat(switched.role(2)).isEqualTo("active");

    Versions back = switched.rolledBack(NOW);
    assertThat(back).isEqualTo(new Versions(1, 2, 0, 2, 3, NOW));
    assertThat(back.role(2)).isEqualTo("building");
  }

  @Test
  void numbers_areNeverUsedTwice() {
    Versions ended = Versions.FIRST.rebuilding(NOW).without(2, NOW);

    assertThat(ended.kept()).containsExactly(1);
    assertThat(ended.role(2)).isEqualTo("retired");
    assertThat(ended.rebuilding(NOW).building()).isEqualTo(3);
  }

  @Test
  void rebuilding_endsWhatWasKeptForARollback() {
    Versions again = Versions.FIRST.rebuilding(NOW).switched(NOW).rebuilding(NOW);

    assertThat(again).isEqualTo(new Versions(2, 3, 0, 3, 3, NOW));
  }
}
