package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void free_answersAnotherPortEachTime() {
    assertThat(Ports.free()).isNotEqualTo(Ports.free());
  }

  @Test
  void isBusy_seesAListenerOnLoopbackAndOnEveryAddress() throws Exception {
    int port;
    try (ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket everywhere = new ServerSocket(0)) {
      port = loopback.getLocalPort();
      assertThat(Ports.isBusy(port)).isTrue();
      assertThat(Ports.isBusy(everywhere.getLocalPort())).isTrue();
    }
    assertThat(Ports.isBusy(port)).isFalse();
  }
}
