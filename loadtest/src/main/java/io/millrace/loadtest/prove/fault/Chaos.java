package io.millrace.loadtest.prove.fault;

import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.prove.fault.Fault.Action;
import io.millrace.loadtest.prove.sender.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Does faults one after the other, each once the platform is over the last. */
public final class Chaos {

  /** How long reads may take to become fresh before the next fault is done all the same. */
  public static final Duration RECOVERY_LIMIT = Duration.ofSeconds(60);

  private final Platform platform;
  private final Traffic traffic;
  private final FreshnessProbe probe;
  private final Injector injector;
  private final Duration calm;

  /**
   * Chaos in waiting.
   *
   * @param pause how long a paused process stands still
   * @param outage how long a process is kept down
   * @param calm how long nothing is done after a fault
   */
  public Chaos(
      Platform platform,
      Traffic traffic,
      FreshnessProbe probe,
      Duration pause,
      Duration outage,
      Duration calm) {
    this.platform = platform;
    this.traffic = traffic;
    this.probe = probe;
    this.injector = new Injector(platform, pause, outage);
    this.calm = calm;
  }

  /**
   * Does the faults in order.
   *
   * @param limit no fault begins later than this after the first
   * @param each told of each as soon as it is over
   * @return those that were done
   */
  public List<FaultRecord> run(List<Fault> plan, Duration limit, Consumer<FaultRecord> each)
      throws InterruptedException {
    long end = traffic.journal().now() + limit.toNanos();
    List<FaultRecord> done = new ArrayList<>();
    for (Fault fault : plan) {
      if (traffic.journal().now() > end) {
        break;
      }
      FaultRecord record = run(fault);
      done.add(record);
      each.accept(record);
    }
    return done;
  }

  private FaultRecord run(Fault fault) throws InterruptedException {
    long pid = platform.pid(fault.process()).orElse(-1L);
    long began = traffic.journal().now();
    injector.inject(fault);
    long over = traffic.journal().now();
    var fresh = probe.await(over, RECOVERY_LIMIT);
    if (fault.action() != Action.PAUSE) {
      injector.awaitRestart(fault.process(), pid);
    }
    Thread.sleep(calm.toMillis());
    return new FaultRecord(fault, began, over, fresh, traffic.journal().now());
  }
}
