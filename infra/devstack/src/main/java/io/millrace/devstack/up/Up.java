package io.millrace.devstack.up;

import io.millrace.devstack.demo.Demo;
import io.millrace.devstack.process.Console;
import io.millrace.devstack.process.Ending;
import io.millrace.devstack.process.Exclusive;
import io.millrace.devstack.process.PidFiles;
import io.millrace.devstack.process.Supervisor;
import io.millrace.infra.embedded.KafkaTopics;
import io.millrace.infra.embedded.Ports;
import io.millrace.infra.embedded.Stack;
import io.millrace.infra.embedded.StackKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The order of things: stack, topics, key, apps; and back. */
final class Up {

  private static final String FIRST_STOP =
      " (takes longer this once: each JVM archives its classes for the next start)";

  private final UpSettings settings;
  private final Console console;
  private final Folders folders;
  private final PidFiles pids;
  private final Supervisor supervisor;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private @Nullable StackParts stack;
  private @Nullable AppProcesses apps;
  private @Nullable Demo demo;
  private boolean stopping;

  Up(UpSettings settings, Console console) {
    this.settings = settings;
    this.console = console;
    this.folders = new Folders(settings.dataDir());
    this.pids = new PidFiles(folders.run());
    this.supervisor = new Supervisor(folders.logs(), pids, console);
  }

  /** Returns when everything has been stopped again. */
  void run() throws InterruptedException {
    try (Exclusive held = takeDataDir()) {
      pids.endLeftovers(EmbeddedParts.NAMES, console);
      requireFreePorts();
      if (settings.fresh()) {
        console.say("data", "deleting " + folders.data());
        folders.deleteData();
      }
      Thread hook = new Thread(this::stop, "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        start();
        stopped.await();
      } finally {
        stop();
      }
    }
  }

  private void start() throws InterruptedException {
    console.say(
        "millrace",
        "data in %s, Java %d, stack %s"
            .formatted(
                settings.dataDir(),
                Runtime.version().feature(),
                settings.stack().name().toLowerCase(Locale.ROOT)));
    AppProcesses starting = new AppProcesses(settings, folders, supervisor, console);
    StackParts parts = parts();
    synchronized (this) {
      apps = starting;
      stack = parts;
    }
    Thread unpacking = new Thread(starting::unpack, "unpack");
    unpacking.setUncaughtExceptionHandler((thread, e) -> {});
    unpacking.start();
    parts.start();
    KafkaTopics.Outcome topics = KafkaTopics.apply(parts.kafkaBootstrapServers());
    console.say(
        "topics", topics.created().size() + " created, " + topics.changed().size() + " changed");
    if (parts.isLocal()) {
      DemoKey.ensure(parts.kafkaBootstrapServers(), Clock.systemUTC());
    } else if (settings.demo()) {
      throw new UpException("--demo needs a stack on this machine");
    }
    unpacking.join();
    String clusterId = KafkaCluster.id(parts.kafkaBootstrapServers());
    String secretsKey = SecretsKey.in(folders.secretsKey());
    starting.start(new AppEnvironment(settings, folders, parts, clusterId, secretsKey));
    starting.awaitReady();
    console.print(Banner.of(settings, starting.instances(), parts));
    if (settings.demo()) {
      startDemo();
    }
  }

  private synchronized void startDemo() {
    if (!stopping) {
      URI ingest = URI.create("http://localhost:" + settings.endpoint(App.INGEST_API).port());
      demo = Demo.start(ingest, DemoKey.KEY, console);
    }
  }

  /** Ends everything, in order; a second caller waits for the first. */
  private void stop() {
    StackParts parts;
    AppProcesses running;
    Demo playing;
    boolean first = false;
    synchronized (this) {
      if (!stopping) {
        stopping = true;
        supervisor.refuseStarts();
        first = true;
      }
      parts = stack;
      running = apps;
      playing = demo;
    }
    if (!first) {
      awaitStopped();
      return;
    }
    try {
      end(playing, running, parts);
    } finally {
      stopped.countDown();
    }
  }

  private void end(
      @Nullable Demo playing, @Nullable AppProcesses running, @Nullable StackParts parts) {
    Ending ending = new Ending(console);
    ending.step("signals", supervisor::hurryOnSignals);
    if (parts != null) {
      ending.step("millrace", () -> sayStopping(running));
    }
    if (playing != null) {
      ending.step("demo", playing::close);
    }
    if (running != null) {
      ending.step("apps", running::stop);
    }
    if (parts != null) {
      ending.step("stack", parts::stop);
      console.say("millrace", "stopped");
    }
  }

  private void sayStopping(@Nullable AppProcesses running) {
    boolean archived = running == null || running.haveArchives();
    console.say("millrace", "stopping" + (archived ? "" : FIRST_STOP));
  }

  private void awaitStopped() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private StackParts parts() {
    if (settings.stack() != StackKind.EMBEDDED) {
      return new ForeignParts(
          Stack.of(settings.environment()),
          settings.stack().name().toLowerCase(Locale.ROOT),
          console);
    }
    Path jar = UnpackedJar.locate(settings.home(), "infra/devstack");
    UnpackedJar devstack = new UnpackedJar("devstack", jar, folders.apps());
    return new EmbeddedParts(settings, folders, devstack, supervisor, console);
  }

  private Exclusive takeDataDir() {
    return Exclusive.take(folders.run())
        .orElseThrow(
            () ->
                new UpException(
                    "another ./millrace up (pid %s) uses %s; stop it, or pass --data-dir"
                        .formatted(Exclusive.holder(folders.run()), settings.dataDir())));
  }

  private void requireFreePorts() {
    for (Endpoint endpoint : settings.endpoints()) {
      if (Ports.isBusy(endpoint.port())) {
        throw new UpException(
            "port %d for %s is busy: free it, or pass %s=PORT (or set %s)"
                .formatted(endpoint.port(), endpoint.name(), endpoint.flag(), endpoint.variable()));
      }
    }
  }
}
