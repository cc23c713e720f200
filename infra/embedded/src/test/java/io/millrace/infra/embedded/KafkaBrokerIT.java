package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.schemas.kafka.ClientDefaults;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {

  private static final String TOPIC = "sales.receipts.v1";
  private static final byte[] VALUE = {1, 2, 3};

  @TempDir Path dir;

  @Test
  void start_findsItsDataAfterStop() {
    KafkaBroker broker = new KafkaBroker(null, 0);
    try (broker) {
      broker.start();
      KafkaTopics.apply(broker.bootstrapServers());
      Records.sendInTransaction(broker.bootstrapServers(), TOPIC, "before", VALUE);
      String address = broker.bootstrapServers();
      broker.stop();
      assertThat(Ports.isBusy(broker.port())).isFalse();

      broker.start();
      assertThat(broker.bootstrapServers()).isEqualTo(address);
      assertThat(Records.read(ClientDefaults.consumer(address), TOPIC, "before")).isEqualTo(VALUE);
    }
  }

  @Test
  void start_findsItsDataAfterKill() throws Exception {
    int port = Ports.free();
    String address = "localhost:" + port;
    Process first = startProcess(port);
    KafkaTopics.apply(address);
    Records.sendInTransaction(address, TOPIC, "before", VALUE);
    first.destroyForcibly().waitFor();

    Process second = startProcess(port);
    try {
      assertThat(Records.read(ClientDefaults.consumer(address), TOPIC, "before")).isEqualTo(VALUE);
      Records.sendInTransaction(address, TOPIC, "after", VALUE);
      second.destroy();
      assertThat(second.waitFor()).as("exit code after SIGTERM").isEqualTo(143);
    } finally {
      second.destroyForcibly();
    }
  }

  @Test
  void start_namesTheBusyPort() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        KafkaBroker broker = new KafkaBroker(null, other.getLocalPort())) {
      assertThatThrownBy(broker::start)
          .isInstanceOf(PortBusyException.class)
          .hasMessage("port " + other.getLocalPort() + " is busy: another process listens on it");
    }
  }

  private Process startProcess(int port) throws Exception {
    Path log = Files.createTempFile(dir, "broker", ".log");
    Process process =
        Children.java(
                KafkaBrokerMain.class, dir.resolve("kafka").toString(), Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .failFast("the broker ended", () -> !process.isAlive())
        .until(() -> Ports.answers(port));
    return process;
  }
}
