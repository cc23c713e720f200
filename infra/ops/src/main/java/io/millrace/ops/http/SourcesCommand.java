package io.millrace.ops.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Confirmation;
import io.millrace.ops.cli.Output;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Webhook sources. */
@Command(
    name = "sources",
    description = "Makes and lists webhook sources.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(create | list)",
    footer = {"", "Example:", "  millrace sources list"})
public final class SourcesCommand {

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
      @Option(names = "--name", required = true, description = "For people.") String name,
      @Option(
              names = "--scheme",
              required = true,
              description = "How deliveries are verified: none, hmac, github, ...")
          String scheme,
      @Option(names = "--source-key", defaultValue = "", description = "Last part of the URL.")
          String sourceKey,
      @Option(names = "--secret", defaultValue = "", description = "Made when not given.")
          String secret,
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
    if (!secret.isEmpty()) {
      body.addProperty("secret", secret);
    }
    if (settings != null && !settings.isEmpty()) {
      JsonObject given = new JsonObject();
      settings.forEach(given::addProperty);
      body.add("settings", given);
    }
    JsonElement made = api.post("/api/sources", body);
    if (output.json()) {
      output.json(made);
    } else {
      JsonObject source = made.getAsJsonObject();
      print(output, source, "sourceKey", "source key: ", "");
      print(output, source, "url", "url:        ", "");
      print(output, source, "secret", "secret:     ", "  (shown this once)");
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists sources.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace sources list --json"})
  int list(@Mixin Output output, @Mixin ApiOptions api) {
    output.rows(Lists.rows(api.get("/api/sources"), "sources"), "no sources");
    return 0;
  }

  private static void print(
      Output output, JsonObject source, String name, String label, String note) {
    JsonElement value = source.get(name);
    if (value != null && value.isJsonPrimitive()) {
      output.line(label + value.getAsString() + note);
    }
  }
}
