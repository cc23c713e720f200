package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerIT {

  @TempDir Path dir;

  @Test
  void start_findsItsDataAfterStopAndAfterKill() throws Exception {
    try (RedisServer server = new RedisServer(dir.resolve("redis"), 0)) {
      server.start();
      URI uri = URI.create(server.url());
      assertThat(Redis.call(uri, List.of("SET", "probe", "1"))).isEqualTo("+OK");
      server.stop();
      server.start();
      assertThat(server.url()).isEqualTo(uri.toString());
      assertThat(Redis.call(uri, List.of("INCR", "probe"))).isEqualTo(":2");
      server.kill();
      server.start();
      assertThat(Redis.call(uri, List.of("GET", "probe"))).isEqualTo("2");
    }
  }

  @Test
  void start_isEmptyAfterStopWithoutDirectory() throws Exception {
    try (RedisServer server = new RedisServer(null, 0)) {
      server.start();
      URI uri = URI.create(server.url());
      Redis.call(uri, List.of("SET", "probe", "1"));
      server.stop();
      server.start();
      assertThat(Redis.call(uri, List.of("GET", "probe"))).isEqualTo("$-1");
    }
  }

  @Test
  void start_namesTheBusyPort() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RedisServer server = new RedisServer(null, other.getLocalPort())) {
      assertThatThrownBy(server::start).isInstanceOf(PortBusyException.class);
    }
  }
}
