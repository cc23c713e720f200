package io.millrace.devstack.up;

import io.millrace.devstack.process.Console;
import io.millrace.devstack.process.ProcessSpec;
import io.millrace.devstack.process.Supervisor;
import io.millrace.infra.embedded.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The four apps, each in a JVM of its own. */
final class AppProcesses {

  private static final Duration READY_TIMEOUT = Duration.ofSeconds(180);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(15);
  private static final long POLL_MILLIS = 100;
  private static final int TAIL_LINES = 12;

  private final UpSettings settings;
  private final Folders folders;
  private final Supervisor supervisor;
  private final Console console;
  private final Readiness readiness = new Readiness();
  private final Map<App, UnpackedJar> jars = new EnumMap<>(App.class);
  private final List<Instance> instances = new ArrayList<>();

  AppProcesses(UpSettings settings, Folders folders, Supervisor supervisor, Console console) {
    this.settings = settings;
    this.folders = folders;
    this.supervisor = supervisor;
    this.console = console;
    for (App app : App.values()) {
      jars.put(
          app,
          new UnpackedJar(app.id(), UnpackedJar.locate(settings.home(), app.id()), folders.apps()));
      instances.add(new Instance(app, 1, settings.endpoint(app).port()));
      for (int number = 2; number <= settings.instancesOf(app); number++) {
        instances.add(new Instance(app, number, Ports.free()));
      }
    }
  }

  List<Instance> instances() {
    return List.copyOf(instances);
  }

  /** Unpacks those whose jar has changed. */
  void unpack() {
    jars.values().forEach(UnpackedJar::unpack);
  }

  void start(AppEnvironment environment) {
    for (Instance instance : instances) {
      UnpackedJar jar = jar(instance.app());
      Path unpacked = jar.unpack();
      List<String> options = new ArrayList<>(Jvm.options(instance.app().heapMegabytes()));
      options.addAll(Jvm.optionsOf(settings.environment(), instance.app().optionsVariable()));
      List<String> command = jar.command(unpacked, options);
      supervisor.start(
          new ProcessSpec(
              instance.name(),
              command,
              environment.of(instance),
              "TERM",
              instance.app().stopTimeout()));
      console.say(instance.name(), "starting on port " + instance.port());
    }
  }

  /** Returns when each answers that it is ready. */
  void awaitReady() throws InterruptedException {
    List<Instance> waiting = new ArrayList<>(instances);
    long start = System.nanoTime();
    long nextReport = start + REPORT_EVERY.toNanos();
    while (!waiting.isEmpty()) {
      boolean report = System.nanoTime() > nextReport;
      for (Instance instance : List.copyOf(waiting)) {
        Readiness.Answer answer = readiness.of(instance);
        if (answer.ready()) {
          waiting.remove(instance);
          console.say(instance.name(), "ready");
        } else if (report) {
          console.say(instance.name(), "not ready yet: " + answer.reason());
        }
      }
      if (report) {
        nextReport = System.nanoTime() + REPORT_EVERY.toNanos();
      }
      if (System.nanoTime() - start > READY_TIMEOUT.toNanos()) {
        throw gaveUp(waiting);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** Whether every app has left an archive of its classes behind. */
  boolean haveArchives() {
    return jars.values().stream().allMatch(UnpackedJar::hasArchive);
  }

  void stop() {
    supervisor.stop(instances.stream().map(Instance::name).toList());
  }

  private UpException gaveUp(List<Instance> waiting) {
    for (Instance instance : waiting) {
      console.say(instance.name(), "never became ready; the end of its log:");
      console.quote(supervisor.logTail(instance.name(), TAIL_LINES));
    }
    return new UpException(
        "not ready within "
            + READY_TIMEOUT.toSeconds()
            + " s: "
            + String.join(", ", waiting.stream().map(Instance::name).toList()));
  }

  private UnpackedJar jar(App app) {
    return Objects.requireNonNull(jars.get(app));
  }
}
