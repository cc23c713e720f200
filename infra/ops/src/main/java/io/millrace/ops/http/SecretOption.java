package io.millrace.ops.http;

import com.google.gson.JsonObject;
import picocli.CommandLine.Option;

/** A secret the sender has chosen; otherwise ingest-api makes one. */
final class SecretOption {

  @Option(
      names = "--secret",
      arity = "0..1",
      interactive = true,
      echo = false,
      description = {
        "The secret the sender gave you; made when not given. Without a value it is asked for,",
        "so that neither the shell nor the list of processes keeps it."
      })
  private char[] secret = {};

  void addTo(JsonObject body) {
    if (secret.length > 0) {
      body.addProperty("secret", new String(secret));
    }
  }
}
