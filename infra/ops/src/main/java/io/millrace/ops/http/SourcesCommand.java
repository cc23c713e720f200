package io.millrace.ops.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Confirmation;
import io.millrace.ops.cli.Output;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Webhook sources. */
@Command(
    name = "sources",
    description = "Looks after webhook sources. A change holds everywhere within a second.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(create | list | rotate | pause | resume | delete | deliveries)",
    footer = {"", "Example:", "  millrace sources list"})
public final class SourcesCommand {

  private static final String PATH = "/api/sources";
  private static final String KEY = "As 'millrace sources list' says.";

  @Command(
      name = "create",
      description = "Makes a source and prints its URL and secret, the secret this once.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Example:",
        "  millrace sources create --name GitHub --scheme github --source-key gh-main --yes"
      })
  int create(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Mixin Confirmation confirmation,
      @Mixin SecretOption secret,
      @Option(names = "--name", required = true, description = "For people.") String name,
      @Option(
              names = "--scheme",
              required = true,
              description = "How deliveries are verified: none, hmac, github, ...")
          String scheme,
      @Option(names = "--source-key", defaultValue = "", description = "Last part of the URL.")
          String sourceKey,
      @Option(
              names = "--setting",
              paramLabel = "NAME=VALUE",
              description = "A setting of the scheme; may be repeated.")
          Map<String, String> settings) {
    confirmation.ask("Make source " + name + " with scheme " + scheme + "?");
    JsonObject body = new JsonObject();
    body.addProperty("name", name);
    body.addProperty("scheme", scheme);
    if (!sourceKey.isEmpty()) {
      body.addProperty("sourceKey", sourceKey);
    }
    secret.addTo(body);
    if (settings != null && !settings.isEmpty()) {
      JsonObject given = new JsonObject();
      settings.forEach(given::addProperty);
      body.add("settings", given);
    }
    made(output, api.post(PATH, body));
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists sources; secrets are not shown again.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace sources list --json"})
  int list(@Mixin Output output, @Mixin ApiOptions api) {
    output.rows(Lists.rows(api.get(PATH), "sources"), "no sources");
    return 0;
  }

  @Command(
      name = "rotate",
      description = {
        "Gives a source a new secret and prints it, this once. The old one holds for the grace,",
        "so that the sender can be changed meanwhile; 'sources list' says whether it is still used."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace sources rotate gh-main --grace 3600 --yes"})
  int rotate(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Mixin Confirmation confirmation,
      @Mixin SecretOption secret,
      @Option(
              names = "--grace",
              paramLabel = "SECONDS",
              defaultValue = "86400",
              description = "How long the old secret holds (${DEFAULT-VALUE}); 0 ends it at once.")
          long graceSeconds,
      @Parameters(paramLabel = "SOURCE_KEY", description = KEY) String sourceKey) {
    confirmation.ask(
        "Give source "
            + sourceKey
            + " a new secret; the old one holds for "
            + graceSeconds
            + " s more?");
    JsonObject body = new JsonObject();
    body.addProperty("graceSeconds", graceSeconds);
    secret.addTo(body);
    made(output, api.post(path(sourceKey) + "/rotate", body));
    return 0;
  }

  @Command(
      name = "pause",
      description = "Has every delivery of a source refused with 403.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace sources pause gh-main --yes"})
  int pause(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Mixin Confirmation confirmation,
      @Parameters(paramLabel = "SOURCE_KEY", description = KEY) String sourceKey) {
    confirmation.ask("Refuse every delivery of source " + sourceKey + "?");
    changed(output, api.post(path(sourceKey) + "/pause", null), "paused " + sourceKey);
    return 0;
  }

  @Command(
      name = "resume",
      description = "Takes deliveries of a source again; also seals its secrets by the newest key.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace sources resume gh-main --yes"})
  int resume(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Mixin Confirmation confirmation,
      @Parameters(paramLabel = "SOURCE_KEY", description = KEY) String sourceKey) {
    confirmation.ask("Take deliveries of source " + sourceKey + " again?");
    changed(output, api.post(path(sourceKey) + "/resume", null), "resumed " + sourceKey);
    return 0;
  }

  @Command(
      name = "delete",
      description = "Deletes a source; its URL answers 404. What it delivered stays.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace sources delete gh-main --yes"})
  int delete(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Mixin Confirmation confirmation,
      @Parameters(paramLabel = "SOURCE_KEY", description = KEY) String sourceKey) {
    confirmation.ask("Delete source " + sourceKey + "?");
    api.delete(path(sourceKey));
    JsonObject deleted = new JsonObject();
    deleted.addProperty("sourceKey", sourceKey);
    deleted.addProperty("deleted", true);
    changed(output, deleted, "deleted " + sourceKey);
    return 0;
  }

  @Command(
      name = "deliveries",
      description =
          "Shows the last deliveries of a source, newest first, with what was refused why.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace sources deliveries gh-main --refused"})
  int deliveries(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Option(names = "--limit", defaultValue = "20", description = "At most (${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--refused", description = "Only what was refused.") boolean refused,
      @Parameters(paramLabel = "SOURCE_KEY", description = KEY) String sourceKey) {
    String only = refused ? "&outcome=refused" : "";
    JsonElement answer = api.get(path(sourceKey) + "/deliveries?limit=" + limit + only);
    JsonArray deliveries = Lists.rows(answer, "deliveries");
    if (!output.json()) {
      deliveries.forEach(row -> flattenReason(row.getAsJsonObject()));
    }
    output.rows(deliveries, "no deliveries");
    JsonElement seenBy = answer.getAsJsonObject().get("seenBy");
    if (seenBy != null && seenBy.getAsString().equals("this-instance")) {
      output.err().println("only those of the instance that answered: Redis is away");
    }
    return 0;
  }

  /** {@code {code, detail}} in one column. */
  private static void flattenReason(JsonObject row) {
    if (row.get("reason") instanceof JsonObject reason) {
      row.addProperty(
          "reason", reason.get("code").getAsString() + ": " + reason.get("detail").getAsString());
    }
  }

  private static String path(String sourceKey) {
    return PATH + "/" + ApiOptions.escape(sourceKey);
  }

  private static void changed(Output output, JsonElement answer, String line) {
    if (output.json()) {
      output.json(answer);
    } else {
      output.line(line);
    }
  }

  private static void made(Output output, JsonElement answer) {
    if (output.json()) {
      output.json(answer);
      return;
    }
    JsonObject source = answer.getAsJsonObject();
    print(output, source, "sourceKey", "source key: ", "");
    print(output, source, "url", "url:        ", "");
    print(output, source, "secret", "secret:     ", "  (shown this once)");
  }

  private static void print(
      Output output, JsonObject source, String name, String label, String note) {
    JsonElement value = source.get(name);
    if (value != null && value.isJsonPrimitive()) {
      output.line(label + value.getAsString() + note);
    }
  }
}
