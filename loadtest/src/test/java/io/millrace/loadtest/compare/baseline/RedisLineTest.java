package io.millrace.loadtest.compare.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.loadtest.platform.PlatformException;
import org.junit.jupiter.api.Test;

class RedisLineTest {

  @Test
  void value_isTheNumber() {
    assertThat(RedisLine.value("LLEN a", ":42")).isEqualTo(42);
    assertThat(RedisLine.value("FLUSHALL", "+OK")).isZero();
    assertThatThrownBy(() -> RedisLine.value("LLEN a", "-WRONGTYPE"))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("WRONGTYPE");
  }
}
