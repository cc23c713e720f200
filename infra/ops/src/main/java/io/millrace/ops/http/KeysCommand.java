package io.millrace.ops.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.millrace.ops.cli.Confirmation;
import io.millrace.ops.cli.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API keys. */
@Command(
    name = "keys",
    description = "Makes, lists and revokes API keys.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(create | list | revoke)",
    footer = {"", "Example:", "  millrace keys list"})
public final class KeysCommand {

  @Command(
      name = "create",
      description = "Makes a key and prints it, this once.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace keys create --tenant acme --scopes write,read --yes"})
  int create(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Mixin Confirmation confirmation,
      @Option(names = "--tenant", required = true, description = "Whose key.") String tenant,
      @Option(
              names = "--scopes",
              split = ",",
              defaultValue = "write,read",
              description = "Of write, read, ops (${DEFAULT-VALUE}).")
          List<String> scopes,
      @Option(names = "--plan", defaultValue = "", description = "Whose limits it has.")
          String plan) {
    confirmation.ask(
        "Make a key for tenant " + tenant + " with scopes " + String.join(", ", scopes) + "?");
    JsonObject body = new JsonObject();
    body.addProperty("tenant", tenant);
    JsonArray wanted = new JsonArray();
    scopes.forEach(wanted::add);
    body.add("scopes", wanted);
    if (!plan.isEmpty()) {
      body.addProperty("plan", plan);
    }
    JsonElement made = api.post("/api/keys", body);
    if (output.json()) {
      output.json(made);
    } else {
      JsonObject key = made.getAsJsonObject();
      output.line("key id: " + key.get("keyId").getAsString());
      output.line("key:    " + key.get("key").getAsString() + "  (shown this once)");
    }
    return 0;
  }

  @Command(
      name = "list",
      description = "Lists keys; the keys themselves are not stored.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace keys list --json"})
  int list(@Mixin Output output, @Mixin ApiOptions api) {
    output.rows(Lists.rows(api.get("/api/keys"), "keys"), "no keys");
    return 0;
  }

  @Command(
      name = "revoke",
      description = "Revokes a key; it works no more within a second.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  millrace keys revoke k_7f3a --yes"})
  int revoke(
      @Mixin Output output,
      @Mixin ApiOptions api,
      @Mixin Confirmation confirmation,
      @Parameters(paramLabel = "KEY_ID", description = "As 'millrace keys list' says.")
          String keyId) {
    confirmation.ask("Revoke key " + keyId + "?");
    api.delete("/api/keys/" + ApiOptions.escape(keyId));
    if (output.json()) {
      JsonObject revoked = new JsonObject();
      revoked.addProperty("keyId", keyId);
      revoked.addProperty("revoked", true);
      output.json(revoked);
    } else {
      output.line("revoked " + keyId);
    }
    return 0;
  }
}
