package io.millrace.devstack.e2e;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The main job on the real processes: a shop's receipts and a sender's webhooks go in twice,
 * shuffled and while processes are killed, and every figure comes out to the last penny.
 */
@Order(4)
@ExtendWith(PlatformExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobE2eIT {

  @Test
  @Order(1)
  void figures_areExactWhileProcessesAreKilled(Platform platform) throws Exception {
    Shop shop = platform.shop();
    shop.sendTwice(
        () -> platform.millrace().kill9("stream-processors"),
        () -> platform.millrace().kill9("projection-store"));
    shop.awaitFigures();
  }

  @Test
  @Order(2)
  void figures_stayExactWhenEverythingIsSentOnceMoreInBatches(Platform platform) throws Exception {
    Shop shop = platform.shop();
    shop.sendInBatches();
    shop.awaitEverythingCovered();
    shop.assertFigures();
  }

  @Test
  @Order(3)
  void figures_surviveARestartOfEverything(Platform platform) throws Exception {
    platform.restartWithSeveralOfEach();
    platform.shop().awaitFigures();
  }
}
