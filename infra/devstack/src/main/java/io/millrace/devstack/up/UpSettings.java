package io.millrace.devstack.up;

import io.millrace.infra.embedded.StackKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code up} was asked for.
 *
 * @param home where the apps' modules are
 * @param dataDir where data, logs and pids go
 * @param ports of each app, in the order they are listed
 * @param kafka the broker's port
 * @param postgres PostgreSQL's port
 * @param redis Redis's port
 * @param instances how many processes of an app, 1 where absent
 * @param fresh whether to drop the data first
 * @param demo whether to keep a simulated shop running
 * @param stack where Kafka, PostgreSQL and Redis come from
 * @param environment the variables of this process
 */
record UpSettings(
    Path home,
    Path dataDir,
    Map<App, Endpoint> ports,
    Endpoint kafka,
    Endpoint postgres,
    Endpoint redis,
    Map<App, Integer> instances,
    boolean fresh,
    boolean demo,
    StackKind stack,
    Map<String, String> environment) {

  UpSettings {
    ports = Map.copyOf(ports);
    instances = Map.copyOf(instances);
    environment = Map.copyOf(environment);
    instances.forEach(
        (app, count) -> {
          if (count < 1) {
            throw new UpException(
                "--instances: " + app.id() + "=" + count + " (expected: at least 1)");
          }
        });
  }

  int instancesOf(App app) {
    return instances.getOrDefault(app, 1);
  }

  Endpoint endpoint(App app) {
    Endpoint endpoint = ports.get(app);
    if (endpoint == null) {
      throw new IllegalStateException("no port for " + app.id());
    }
    return endpoint;
  }

  /** Every fixed port that something started here will listen on. */
  List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    if (stack == StackKind.EMBEDDED) {
      endpoints.addAll(List.of(kafka, postgres, redis));
    }
    for (App app : App.values()) {
      endpoints.add(endpoint(app));
    }
    return endpoints;
  }
}
