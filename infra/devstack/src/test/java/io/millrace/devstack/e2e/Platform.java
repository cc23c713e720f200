package io.millrace.devstack.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one platform of all end-to-end tests, as a start takes longer than most of them. Each test
 * uses a tenant, stores or conversations of its own; the order of the classes decides only what is
 * running and when it is restarted.
 */
final class Platform implements AutoCloseable {

  private final MillraceProcess millrace;
  private final MillraceClient demo;
  private boolean twoOfEach;
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

  /** Starts again with two processes each of stream-processors and projection-store. */
  void restartWithTwoOfEach() throws InterruptedException {
    millrace.stop();
    millrace.start("--instances=stream-processors=2", "--instances=projection-store=2");
    twoOfEach = true;
  }

  void ensureTwoOfEach() throws InterruptedException {
    if (!twoOfEach) {
      restartWithTwoOfEach();
    }
  }

  @Override
  public void close() {
    millrace.close();
  }

  static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".ci/run"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
