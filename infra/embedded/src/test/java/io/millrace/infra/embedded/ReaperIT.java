package io.millrace.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperIT {

  /** What the child runs: servers nobody ends. */
  public static final class Child {

    private Child() {}

    public static void main(String[] args) throws Exception {
      PostgresServer postgres = new PostgresServer(null, 0);
      postgres.start();
      RedisServer redis = new RedisServer(null, 0);
      redis.start();
      new RedisServer(null, 0);
      RedisServer stopped = new RedisServer(null, 0);
      stopped.start();
      stopped.stop();
      System.out.println(postgres.port() + " " + redis.port());
      System.in.read();
    }
  }

  @TempDir Path dir;

  @Test
  void watch_endsServersAndRemovesDataOfAKilledJvm() throws Exception {
    ProcessBuilder builder = Children.java(Child.class);
    builder.command().add(1, "-Djava.io.tmpdir=" + dir);
    builder.environment().put("MILLRACE_CACHE", BinaryCache.root().toString());
    Process child = builder.start();
    String[] ports;
    try (var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      ports = out.readLine().split(" ");
      assertThat(Ports.answers(Integer.parseInt(ports[0]))).isTrue();
      child.destroyForcibly().waitFor();
    }
    await()
        .untilAsserted(
            () -> {
              assertThat(Ports.isBusy(Integer.parseInt(ports[0]))).isFalse();
              assertThat(Ports.isBusy(Integer.parseInt(ports[1]))).isFalse();
              try (Stream<Path> left = Files.list(dir)) {
                assertThat(left.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.matches("millrace-(postgres|redis)-.*"));
              }
            });
  }
}
