package io.millrace.ops.kafka;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import io.millrace.schemas.config.v1.ApiKey;
import io.millrace.schemas.config.v1.Source;

/** What no terminal and no log may show: senders' secrets and the hashes of API keys. */
final class Secrets {

  static final String HIDDEN = "***";

  private Secrets() {}

  /** Whether values of this schema hold any, so that their bytes must not be shown either. */
  static boolean in(Message schema) {
    return schema instanceof Source || schema instanceof ApiKey;
  }

  /** Hides those of a decoded value. */
  static void hide(Message schema, JsonObject value) {
    if (schema instanceof ApiKey) {
      hide(value, "sha256");
    } else if (schema instanceof Source && value.has("secrets")) {
      for (JsonElement secret : value.getAsJsonArray("secrets")) {
        hide(secret.getAsJsonObject(), "value");
        hide(secret.getAsJsonObject(), "sealed");
      }
    }
  }

  private static void hide(JsonObject object, String field) {
    if (object.has(field)) {
      object.addProperty(field, HIDDEN);
    }
  }
}
