package io.millrace.ops.projections;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Failure;
import io.millrace.ops.cli.Output;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows how a version is built until it has caught up; outlives a restart of who builds it. */
final class Progress {

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int PATIENCE = 120;
  private static final int WIDTH = 30;

  private final Output output;
  private String shown = "";

  Progress(Output output) {
    this.output = output;
  }

  /** Returns the last answer, in which the version has caught up or is gone. */
  JsonObject follow(Supplier<JsonElement> question) {
    int failures = 0;
    while (true) {
      try {
        JsonObject answer = question.get().getAsJsonObject();
        JsonObject building = building(answer);
        failures = 0;
        if (building != null) {
          show(building);
        }
        if (building == null || building.get("caughtUp").getAsBoolean()) {
          output.err().println();
          return answer;
        }
      } catch (Failure e) {
        if (++failures > PATIENCE) {
          throw e;
        }
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** The version that is being built, or null. */
  static @Nullable JsonObject building(JsonObject answer) {
    for (JsonElement version : answer.getAsJsonArray("versions")) {
      if (version.getAsJsonObject().get("role").getAsString().equals("building")) {
        return version.getAsJsonObject();
      }
    }
    return null;
  }

  /** {@code [######......] 48 %, 480 of 1000 facts, about 12 s left}. */
  static String bar(JsonObject version) {
    double fraction = version.get("fraction").getAsDouble();
    int full = (int) (fraction * WIDTH);
    JsonElement eta = version.get("etaSeconds");
    return "[%s%s] %3d %%, %d of %d facts%s"
        .formatted(
            "#".repeat(full),
            ".".repeat(WIDTH - full),
            (int) (fraction * 100),
            version.get("covered").getAsLong(),
            version.get("facts").getAsLong(),
            eta == null || eta.isJsonNull()
                ? ""
                : String.format(Locale.ROOT, ", about %d s left", eta.getAsLong()));
  }

  private void show(JsonObject version) {
    String line = bar(version);
    if (!line.equals(shown)) {
      output.err().print("\r" + line + " ".repeat(Math.max(0, shown.length() - line.length())));
      output.err().flush();
      shown = line;
    }
  }
}
