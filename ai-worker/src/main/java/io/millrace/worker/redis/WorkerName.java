package io.millrace.worker.redis;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** What this process is called among the workers; a new start is another one. */
public record WorkerName(String text) {

  private static final int RANDOM = 8;

  /** The machine's name and something random. */
  public static WorkerName random() {
    String random = UUID.randomUUID().toString().substring(0, RANDOM);
    try {
      return new WorkerName(InetAddress.getLocalHost().getHostName() + '-' + random);
    } catch (UnknownHostException e) {
      return new WorkerName("worker-" + random);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
