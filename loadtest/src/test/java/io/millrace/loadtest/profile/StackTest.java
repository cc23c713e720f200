package io.millrace.loadtest.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackTest {

  @Test
  void own_isTheInnermostMethodOfMillrace() {
    Stack stack =
        new Stack(
            List.of(
                "java.util.HashMap.get",
                "org.apache.kafka.common.Utils.hash",
                "io.millrace.ingest.Inner.send",
                "io.millrace.ingest.Outer.handle"));
    assertThat(stack.top()).isEqualTo("java.util.HashMap.get");
    assertThat(stack.own()).contains("io.millrace.ingest.Inner.send");
    assertThat(stack.outsideJdk()).contains("org.apache.kafka.common.Utils.hash");
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.kafka.common.Utils.hash, org.apache.kafka",
    "io.netty.channel.AbstractChannel.write, io.netty.channel",
    "kafka.server.KafkaApis.handle, kafka.server",
    "java.util.HashMap.get, the JDK alone"
  })
  void library_isThePackageThatTheJdkWorksFor(String method, String library) {
    assertThat(new Stack(List.of("java.lang.String.hashCode", method)).library())
        .isEqualTo(library);
  }

  @Test
  void top_isUnknown_withoutMethods() {
    assertThat(new Stack(List.of()).top()).isEqualTo(Stack.UNKNOWN);
  }
}
