package io.millrace.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoomTest {

  private final Room room = new Room(2);

  @Test
  void fits_soManyAtOnce() {
    assertThat(room.fits(false)).isTrue();
    room.take(false);
    assertThat(room.fits(false)).isTrue();
    room.take(false);
    assertThat(room.fits(false)).isFalse();
    room.free();
    assertThat(room.fits(false)).isTrue();
  }

  @Test
  void fits_nothingBesideOneThatIsAlone() {
    room.take(false);
    assertThat(room.fits(true)).isFalse();
    room.free();
    assertThat(room.fits(true)).isTrue();
    room.take(true);
    assertThat(room.fits(false)).isFalse();
    assertThat(room.fits(true)).isFalse();
    room.free();
    assertThat(room.fits(false)).isTrue();
  }
}
