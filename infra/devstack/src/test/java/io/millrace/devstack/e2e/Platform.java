package io.millrace.devstack.e2e;

import io.millrace.infra.embedded.llm.FakeLlmServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The one platform of all end-to-end tests, as a start takes longer than most of them. Each test
 * uses a tenant, stores or conversations of its own; the order of the classes decides only what is
 * running and when it is restarted.
 */
final class Platform implements AutoCloseable {

  private final MillraceProcess millrace;
  private final MillraceClient demo;
  private final FakeLlmServer llm = new FakeLlmServer();
  private boolean several;
  private Shop shop;

  private Platform(MillraceProcess millrace) {
    this.millrace = millrace;
    this.demo = new MillraceClient(millrace.ingestUrl(), millrace.projectionUrl(), "demo-key");
  }

  /** Starts an empty one. */
  static Platform start() {
    Path root = projectRoot();
    MillraceProcess millrace =
        new MillraceProcess(root, root.resolve("infra/devstack/target/e2e/data"));
    millrace.start("--fresh");
    return new Platform(millrace);
  }

  MillraceProcess millrace() {
    return millrace;
  }

  /** A client with the demo key. */
  MillraceClient demo() {
    return demo;
  }

  Shop shop() {
    if (shop == null) {
      shop = new Shop(projectRoot(), demo);
    }
    return shop;
  }

  /** The model that is asked once there are several of each; before, it is the demo model. */
  FakeLlmServer llm() {
    return llm;
  }

  /**
   * Starts again with two processes each of stream-processors and projection-store, and three each
   * of ingest-api and ai-worker.
   */
  void restartWithSeveralOfEach() throws InterruptedException {
    millrace.stop();
    millrace.setEnvironment(Map.of("LLM_BASE_URL", llm.url(), "AI_MAX_QUEUE_TENANT", "100"));
    millrace.start(
        "--instances=stream-processors=2",
        "--instances=projection-store=2",
        "--instances=ingest-api=3",
        "--instances=ai-worker=3");
    several = true;
  }

  void ensureSeveralOfEach() throws InterruptedException {
    if (!several) {
      restartWithSeveralOfEach();
    }
  }

  @Override
  public void close() {
    millrace.close();
    llm.close();
  }

  static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".ci/run"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
