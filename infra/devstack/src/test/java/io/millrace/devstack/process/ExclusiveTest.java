package io.millrace.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveTest {

  @TempDir Path dir;

  @Test
  void take_refusesASecondHolderUntilTheFirstLetsGo() {
    Exclusive first = Exclusive.take(dir).orElseThrow();
    assertThat(Exclusive.take(dir)).isEmpty();
    assertThat(Exclusive.holder(dir)).isEqualTo(Long.toString(ProcessHandle.current().pid()));
    first.close();
    Exclusive.take(dir).orElseThrow().close();
  }
}
