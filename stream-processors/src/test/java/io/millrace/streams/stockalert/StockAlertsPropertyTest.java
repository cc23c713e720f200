package io.millrace.streams.stockalert;

import static io.millrace.schemas.projection.v1.StockAlertState.STOCK_ALERT_STATE_LOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.projection.v1.StockAlert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts against a plain simulation of levels that jump, thresholds that change and repeats. */
class StockAlertsPropertyTest {

  private static final int STEPS = 200;

  /** What happens: a level where there is a store, else a threshold; without a value it goes. */
  private record Step(String store, String product, Long value, long revision) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void alerts_areTheCrossingsOfASimulation(long seed) {
    Random random = new Random(seed);
    List<Step> steps = steps(random);
    Map<String, Long> expected = simulate(steps);

    List<StockAlert> once = run(steps);
    assertThat(crossings(once)).as("seed %d", seed).isEqualTo(expected);
    assertThat(expected.values().stream().mapToLong(Long::longValue).sum()).isGreaterThan(8);

    assertThat(run(repeated(steps, random))).as("seed %d", seed).isEqualTo(once);
  }

  private static List<Step> steps(Random random) {
    Map<String, Long> revisions = new HashMap<>();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      String product = "p" + random.nextInt(2);
      if (random.nextInt(12) == 0) {
        steps.add(
            new Step(null, product, random.nextInt(5) == 0 ? null : random.nextInt(25) * 500L, 0));
      } else {
        String store = "s" + random.nextInt(2);
        String row = product + store;
        long level = (random.nextInt(31) - 2) * 500L;
        steps.add(new Step(store, product, level, revisions.merge(row, 1L, Long::sum)));
      }
    }
    return steps;
  }

  /** Any level again at any time after it, as after a rebalance or a duplicate fact. */
  private static List<Step> repeated(List<Step> steps, Random random) {
    List<Step> repeated = new ArrayList<>();
    for (Step step : steps) {
      repeated.add(step);
      Step earlier = repeated.get(random.nextInt(repeated.size()));
      if (earlier.store != null) {
        repeated.add(earlier);
      }
    }
    return repeated;
  }

  /** Crossings of each row, by floating-point units and a flag, one row after the other. */
  private static Map<String, Long> simulate(List<Step> steps) {
    Map<String, Long> crossings = new TreeMap<>();
    for (String store : List.of("s0", "s1")) {
      for (String product : List.of("p0", "p1")) {
        Double threshold = null;
        Double level = null;
        boolean armed = true;
        long count = 0;
        for (Step step : steps) {
          if (!step.product.equals(product) || step.store != null && !step.store.equals(store)) {
            continue;
          }
          Double value = step.value == null ? null : step.value / 1_000.0;
          if (step.store == null) {
            threshold = value;
          } else {
            level = value;
          }
          if (threshold == null || level == null) {
            armed = true;
          } else if (armed && level <= threshold) {
            armed = false;
            count++;
          } else if (!armed && level - threshold > Math.max(1, threshold * 0.1)) {
            armed = true;
          }
        }
        if (count > 0) {
          crossings.put(store + "/" + product, count);
        }
      }
    }
    return crossings;
  }

  private static List<StockAlert> run(List<Step> steps) {
    List<StockAlert> alerts = new ArrayList<>();
    try (AlertDriver shop = new AlertDriver()) {
      for (Step step : steps) {
        alerts.addAll(
            step.store == null
                ? shop.product(step.product, step.value)
                : shop.level(step.store, step.product, step.value, step.revision));
      }
      assertThat(shop.notifications())
          .extracting(record -> record.value().getNotificationId())
          .doesNotHaveDuplicates()
          .hasSize((int) alerts.stream().filter(StockAlertsPropertyTest::low).count());
    }
    return alerts;
  }

  private static Map<String, Long> crossings(List<StockAlert> alerts) {
    Map<String, Long> crossings = new TreeMap<>();
    for (StockAlert alert : alerts) {
      if (low(alert)) {
        String row = alert.getStoreId() + "/" + alert.getProductId();
        assertThat(alert.getCrossings()).isEqualTo(crossings.merge(row, 1L, Long::sum));
      }
    }
    return crossings;
  }

  private static boolean low(StockAlert alert) {
    return alert.getState() == STOCK_ALERT_STATE_LOW;
  }
}
