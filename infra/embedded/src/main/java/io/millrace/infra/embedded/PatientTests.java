package io.millrace.infra.embedded;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * JUnit finds this by its name in {@code META-INF/services}: in tests of modules with this one on
 * their class path {@code await()} waits a minute, not ten seconds, before it gives up. Builds
 * share their few cores with whatever else the machine does.
 */
public final class PatientTests implements LauncherSessionListener {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(PATIENCE);
  }
}
