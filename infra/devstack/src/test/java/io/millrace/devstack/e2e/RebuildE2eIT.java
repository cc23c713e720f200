package io.millrace.devstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Every projection is built anew at once while processes are killed, then switched and back. */
@Order(6)
@ExtendWith(PlatformExtension.class)
class RebuildE2eIT {

  @Test
  void figures_areTheSame_whenEveryProjectionIsBuiltAnew(Platform platform) throws Exception {
    Shop shop = platform.shop();
    shop.sendTwice(() -> {}, () -> {});
    shop.awaitFigures();
    MillraceClient demo = platform.demo();
    Set<String> projections = new TreeSet<>();
    demo.get("/api/projections")
        .get("projections")
        .forEach(
            projection -> projections.add("/api/projections/" + projection.get("name").asString()));
    projections.forEach(projection -> demo.operate(projection + "/rebuild"));
    platform.millrace().kill9("stream-processors");
    platform.millrace().kill9("projection-store");
    for (String projection : projections) {
      await(projection + " has caught up")
          .atMost(Duration.ofSeconds(120))
          .ignoreExceptions()
          .until(() -> demo.get(projection).at("/versions/1/caughtUp").asBoolean());
      JsonNode report = demo.get(projection + "/verify");
      assertThat(report.get("same").asBoolean()).as(report.toString()).isTrue();
      assertThat(report.get("changing").asInt()).isZero();
      demo.operate(projection + "/switch");
    }
    shop.assertFigures();
    shop.sendFactOfToday();
    shop.awaitEverythingCovered();
    projections.forEach(projection -> demo.operate(projection + "/rollback"));
    shop.assertFigures();
  }
}
