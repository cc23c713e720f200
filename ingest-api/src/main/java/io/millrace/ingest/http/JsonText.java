package io.millrace.ingest.http;

import tools.jackson.core.io.JsonStringEncoder;

/** Writes the few JSON shapes of hot answers without an object mapper. */
public final class JsonText {

  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private JsonText() {}

  /** Appends a quoted, escaped string. */
  public static StringBuilder quote(StringBuilder out, String text) {
    out.append('"');
    ENCODER.quoteAsString(text, out);
    return out.append('"');
  }

  /** Appends {@code "name":"text"}. The name is written as it is. */
  public static StringBuilder field(StringBuilder out, String name, String text) {
    return quote(out.append('"').append(name).append("\":"), text);
  }

  /** Appends {@code "errors":[{"pointer","message"}]}. */
  public static StringBuilder errors(StringBuilder out, Problem problem) {
    out.append("\"errors\":[");
    String separator = "";
    for (FieldError error : problem.errors()) {
      field(out.append(separator).append('{'), "pointer", error.pointer());
      field(out.append(','), "message", error.message()).append('}');
      separator = ",";
    }
    return out.append(']');
  }
}
