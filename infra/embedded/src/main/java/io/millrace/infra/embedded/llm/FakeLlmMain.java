package io.millrace.infra.embedded.llm;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server as a process of its own: {@code FakeLlmMain PORT [SCRIPT]}. With a script every call
 * is answered as a message with that text would be.
 */
public final class FakeLlmMain {

  private static final Logger log = LoggerFactory.getLogger(FakeLlmMain.class);

  private FakeLlmMain() {}

  public static void main(String[] args) throws InterruptedException {
    if (args.length < 1 || args.length > 2) {
      throw new IllegalArgumentException("expected: PORT [SCRIPT]");
    }
    FakeLlmServer server = new FakeLlmServer(Integer.parseInt(args[0]));
    server.always(args.length > 1 ? args[1] : "");
    log.info("LLM_BASE_URL={}", server.url());
    Thread.currentThread().join();
  }
}
