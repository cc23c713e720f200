package io.millrace.ops.projections;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Confirmation;
import io.millrace.ops.cli.Failure;
import io.millrace.ops.cli.Output;
import io.millrace.ops.http.ApiOptions;
import io.millrace.ops.http.AppApi;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Projections, built anew with no downtime. */
@Command(
    name = "projections",
    description = "Builds projections anew beside the old ones, compares, switches, rolls back.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | rebuild | verify | switch | rollback | retire)",
    footer = {"", "Example:", "  millrace projections rebuild sales-by-hour"})
public final class ProjectionsCommand {

  private static final String PATH = "/api/projections";
  private static final String NAME = "As 'millrace projections list' says.";
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(30);

  @Command(
      name = "list",
      description = "Lists projections with their versions, lag and freshness.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace projections list"})
  int list(@Mixin Output output, @Mixin StoreOptions store) {
    JsonElement answer = store.api(SHORT).get(PATH);
    if (!(answer.getAsJsonObject().get("projections") instanceof JsonArray rows)) {
      throw new Failure("projection-store answered something that is no list of projections");
    }
    output.rows(rows, "no projections");
    return 0;
  }

  @Command(
      name = "rebuild",
      description =
          "Builds a new version beside the one readers see, and shows how far it is until it has"
              + " caught up. Ctrl-C ends the showing, not the building.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace projections rebuild sales-by-hour --yes"})
  int rebuild(
      @Mixin Output output,
      @Mixin StoreOptions store,
      @Mixin Confirmation confirmation,
      @Option(names = "--no-wait", description = "Return once it has begun.") boolean noWait,
      @Option(
              names = "--partial",
              description = "Also where Kafka no longer has all facts: their rows will be missing.")
          boolean partial,
      @Parameters(paramLabel = "NAME", description = NAME) String name) {
    confirmation.ask(
        "Build a new version of " + name + "? A version kept for a rollback ends with that.");
    AppApi api = store.api(SHORT);
    JsonObject begun =
        api.post(path(name) + "/rebuild" + (partial ? "?partial=true" : ""), null)
            .getAsJsonObject();
    JsonObject last = noWait ? begun : new Progress(output).follow(() -> api.get(path(name)));
    JsonObject built = Progress.building(last);
    if (output.json()) {
      output.json(last);
    } else if (built == null) {
      output.line("the new version of " + name + " is no longer being built");
    } else {
      String version = "version " + built.get("version").getAsInt() + " of " + name;
      output.line(
          version
              + (noWait
                  ? " is being built: millrace projections list"
                  : " has caught up: millrace projections verify " + name + ", then switch"));
    }
    return built == null ? 1 : 0;
  }

  @Command(
      name = "verify",
      description =
          "Compares the version readers see with the other, row by row; exit code 1 if rows differ.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace projections verify sales-by-hour"})
  int verify(
      @Mixin Output output,
      @Mixin StoreOptions store,
      @Parameters(paramLabel = "NAME", description = NAME) String name) {
    JsonObject report = store.api(LONG).get(path(name) + "/verify").getAsJsonObject();
    if (output.json()) {
      output.json(report);
    } else {
      print(output, report);
    }
    return report.get("same").getAsBoolean() ? 0 : 1;
  }

  @Command(
      name = "switch",
      description =
          "Lets readers see the new version, at once; refused until it has all they see now.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace projections switch sales-by-hour --yes"})
  int switchOver(
      @Mixin Output output,
      @Mixin StoreOptions store,
      @Mixin Confirmation confirmation,
      @Parameters(paramLabel = "NAME", description = NAME) String name) {
    confirmation.ask("Let readers see the new version of " + name + "?");
    changed(output, store.api(SHORT).post(path(name) + "/switch", null), name);
    return 0;
  }

  @Command(
      name = "rollback",
      description = "Lets readers see again what they saw before the last switch, at once.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace projections rollback sales-by-hour --yes"})
  int rollback(
      @Mixin Output output,
      @Mixin StoreOptions store,
      @Mixin Confirmation confirmation,
      @Parameters(paramLabel = "NAME", description = NAME) String name) {
    confirmation.ask("Let readers see the earlier version of " + name + " again?");
    changed(output, store.api(SHORT).post(path(name) + "/rollback", null), name);
    return 0;
  }

  @Command(
      name = "retire",
      description =
          "Ends a version readers do not see: one that was built, or kept for a rollback.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace projections retire sales-by-hour 1 --yes"})
  int retire(
      @Mixin Output output,
      @Mixin StoreOptions store,
      @Mixin Confirmation confirmation,
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Parameters(paramLabel = "VERSION", description = "Its number.") int version) {
    confirmation.ask("End version " + version + " of " + name + " and delete its tables?");
    changed(output, store.api(SHORT).delete(path(name) + "/versions/" + version), name);
    return 0;
  }

  private static String path(String name) {
    return PATH + "/" + ApiOptions.escape(name);
  }

  private static void changed(Output output, JsonElement answer, String name) {
    if (output.json()) {
      output.json(answer);
      return;
    }
    JsonObject versions = answer.getAsJsonObject();
    StringBuilder line =
        new StringBuilder("readers see version ")
            .append(versions.get("active").getAsInt())
            .append(" of ")
            .append(name);
    for (String role : new String[] {"building", "previous"}) {
      JsonElement version = versions.get(role);
      if (version != null && !version.isJsonNull()) {
        line.append(", ").append(role).append(": ").append(version.getAsInt());
      }
    }
    output.line(line.toString());
  }

  private static void print(Output output, JsonObject report) {
    output.line(
        "version %s, which readers see, and version %s: %s differing, %s still changing"
            .formatted(
                report.get("active"),
                report.get("other"),
                report.get("differing"),
                report.get("changing")));
    output.rows(report.getAsJsonArray("tables"), "no tables");
    for (JsonElement each : report.getAsJsonArray("differences")) {
      JsonObject row = each.getAsJsonObject();
      output.line(
          row.get("table").getAsString()
              + " "
              + row.get("key")
              + ": "
              + (!row.get("inOther").getAsBoolean()
                  ? "missing in version " + report.get("other")
                  : !row.get("inActive").getAsBoolean()
                      ? "only in version " + report.get("other")
                      : row.get("columns")));
    }
  }
}
