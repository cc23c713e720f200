package io.millrace.loadtest.compare.limit;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs {@link LimitServer} until it is ended; {@code compare} starts it as a process of its own.
 */
@Command(
    name = "limit-server",
    hidden = true,
    description = "A bare endpoint that awaits Kafka's acknowledgement.",
    mixinStandardHelpOptions = true)
public final class LimitCommand implements Callable<Integer> {

  @Option(names = "--bootstrap-servers", required = true, description = "Where Kafka is.")
  private String bootstrapServers = "";

  @Option(names = "--port", required = true, description = "The port on loopback.")
  private int port;

  @Override
  public Integer call() {
    try (LimitServer server = new LimitServer(bootstrapServers, LimitTopic.NAME, port)) {
      server.await();
    }
    return 0;
  }
}
