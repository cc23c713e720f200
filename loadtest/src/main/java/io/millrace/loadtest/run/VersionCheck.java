package io.millrace.loadtest.run;

import java.nio.file.Path;
import java.util.prefs.Preferences;

/**
 * Gatling asks a public repository for its latest version, at most once in a while, and has no
 * setting against it. It keeps the time it last asked in the user's preferences.
 */
final class VersionCheck {

  private VersionCheck() {}

  /** Tells Gatling that it has just asked, in preferences of our own. */
  static void skip(Path preferences) {
    System.setProperty("java.util.prefs.userRoot", preferences.toString());
    Preferences latestVersion = Preferences.userRoot().node("/io/gatling/latestVersion");
    latestVersion.putLong("lastCheckTimestamp", System.currentTimeMillis());
    latestVersion.putBoolean("lastCheckSuccess", false);
  }
}
