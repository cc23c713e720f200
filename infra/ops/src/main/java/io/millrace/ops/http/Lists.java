package io.millrace.ops.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.millrace.ops.cli.Failure;

/** Lists as the HTTP API answers them. */
final class Lists {

  private Lists() {}

  /** The rows of an answer of the form {@code {"<name>": [...]}}. */
  static JsonArray rows(JsonElement answer, String name) {
    if (answer.isJsonObject() && answer.getAsJsonObject().get(name) instanceof JsonArray rows) {
      return rows;
    }
    throw new Failure("ingest-api answered something that is no list of " + name);
  }
}
