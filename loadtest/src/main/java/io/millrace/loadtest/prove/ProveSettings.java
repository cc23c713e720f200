package io.millrace.loadtest.prove;

import io.millrace.loadtest.prove.fault.Fault;
import io.millrace.loadtest.prove.sender.Rates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run does.
 *
 * @param home the checkout
 * @param dataDir where the platform's data and logs go
 * @param environment more variables for the platform
 * @param instances processes of an app, 1 where absent
 * @param rates requests a second
 * @param plan faults in order
 * @param pause how long a paused process stands still
 * @param outage how long a process is kept down
 * @param warmUp how long nothing is done before the first fault
 * @param calm how long nothing is done after each fault
 * @param limit no fault begins later than this after the first
 * @param seed of all that is random in the requests
 */
record ProveSettings(
    Path home,
    Path dataDir,
    Map<String, String> environment,
    Map<String, Integer> instances,
    Rates rates,
    List<Fault> plan,
    Duration pause,
    Duration outage,
    Duration warmUp,
    Duration calm,
    Duration limit,
    long seed) {

  ProveSettings {
    environment = Map.copyOf(environment);
    instances = Map.copyOf(instances);
    plan = List.copyOf(plan);
  }
}
