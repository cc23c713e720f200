package io.millrace.loadtest.prove.fault;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which fault comes when. */
public final class FaultPlan {

  private FaultPlan() {}

  /** All faults in each round, every round in another order; the same for the same seed. */
  public static List<Fault> of(List<Fault> faults, int rounds, long seed) {
    Random random = new Random(seed);
    List<Fault> plan = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<Fault> shuffled = new ArrayList<>(faults);
      Collections.shuffle(shuffled, random);
      plan.addAll(shuffled);
    }
    return List.copyOf(plan);
  }
}
