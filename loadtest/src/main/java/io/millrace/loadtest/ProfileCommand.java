package io.millrace.loadtest;

import io.millrace.loadtest.platform.PlatformException;
import io.millrace.loadtest.profile.Profile;
import io.millrace.loadtest.run.Figures;
import io.millrace.loadtest.run.LoadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code millrace load profile SCENARIO}: what the processes of a running platform do meanwhile.
 */
@Command(
    name = "profile",
    description = {
      "Says where the time and memory of a running ./millrace up go while a scenario runs.",
      "Without a scenario it records whatever goes on."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  millrace load profile create-receipt --seconds 30",
      "  millrace load profile --seconds 20 --warm-up 0   # under load of your own"
    })
final class ProfileCommand implements Callable<Integer> {

  private static final Duration BEGIN_LIMIT = Duration.ofMinutes(5);
  private static final Duration SPARE = Duration.ofMinutes(2);

  @Mixin
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private ScenarioOptions options;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:MILLRACE_DATA_DIR:-.millrace}",
      description = "The data directory of the running up; MILLRACE_DATA_DIR, else .millrace.")
  private Path dataDir = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoadSettings settings = options.settings();
    Path folder =
        Files.createDirectories(
            options.folder(options.hasScenario() ? "profile-" + options.scenario() : "profile"));
    try (Profile profile = Profile.of(dataDir, folder)) {
      return options.hasScenario()
          ? duringScenario(settings, profile, folder)
          : meanwhile(settings, profile);
    }
  }

  private int meanwhile(LoadSettings settings, Profile profile)
      throws IOException, InterruptedException {
    profile.start(settings.total().plus(SPARE));
    print(measure(settings, profile));
    return 0;
  }

  private int duringScenario(LoadSettings settings, Profile profile, Path folder)
      throws IOException, InterruptedException {
    profile.start(settings.total().plus(BEGIN_LIMIT).plus(SPARE));
    ExecutorService background = Executors.newSingleThreadExecutor();
    try {
      Future<String> report =
          background.submit(
              () ->
                  Figures.current().awaitBegin(BEGIN_LIMIT)
                      ? measure(settings, profile)
                      : "The load did not begin.");
      boolean passed = options.run(settings, folder);
      print(report.get());
      options.printFigures(false);
      return passed && Figures.current().clean() ? 0 : 1;
    } catch (ExecutionException e) {
      throw new PlatformException("cannot profile: " + e.getCause());
    } finally {
      background.shutdownNow();
      background.awaitTermination(SPARE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** From the end of the warm-up to the end of the load. */
  private static String measure(LoadSettings settings, Profile profile)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(settings.warmUp().toNanos());
    profile.measure();
    TimeUnit.NANOSECONDS.sleep(begin + settings.total().toNanos() - System.nanoTime());
    return profile.stop();
  }

  private void print(String report) {
    options.out().println(report);
    options.out().flush();
  }
}
