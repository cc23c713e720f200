package io.millrace.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of our own on loopback: three servers, each with a third of the keys and no
 * replica, that keep nothing.
 */
public final class RedisCluster implements AutoCloseable {

  private static final int NODES = 3;
  private static final int SLOTS = 16_384;
  private static final Duration JOINED_WITHIN = Duration.ofSeconds(60);

  private final List<RedisServer> servers =
      Stream.generate(
              () ->
                  new RedisServer(
                      null,
                      0,
                      List.of("--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf")))
          .limit(NODES)
          .toList();

  /** Starts the servers and returns once they are a Cluster. */
  public void start() {
    servers.forEach(RedisServer::start);
    for (int i = 0; i < NODES; i++) {
      String slots =
          IntStream.range(SLOTS * i / NODES, SLOTS * (i + 1) / NODES)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(" "));
      ask(servers.get(i), "CLUSTER ADDSLOTS " + slots);
      ask(servers.get(i), "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
      if (i > 0) {
        ask(servers.get(i), "CLUSTER MEET 127.0.0.1 " + servers.get(0).port());
      }
    }
    long deadline = System.nanoTime() + JOINED_WITHIN.toNanos();
    while (!servers.stream().allMatch(RedisCluster::hasAll)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no Redis Cluster within " + JOINED_WITHIN);
      }
      ServerProcess.pause();
    }
  }

  /** As {@code redis://host:port,host:port,host:port}. */
  public String url() {
    return servers.stream()
        .map(server -> "127.0.0.1:" + server.port())
        .collect(Collectors.joining(",", "redis://", ""));
  }

  /** Each server by itself. */
  public List<RedisServer> servers() {
    return servers;
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }

  private static boolean hasAll(RedisServer server) {
    String info = ask(server, "CLUSTER INFO");
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + NODES);
  }

  private static String ask(RedisServer server, String command) {
    try {
      String answer = server.ask(command);
      if (answer.startsWith("-")) {
        throw new IllegalStateException(answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
