package io.millrace.ops.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints for people, or with {@code --json} for programs. */
public final class Output {

  private static final Gson JSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
  private static final int WIDEST_COLUMN = 80;

  @Option(names = "--json", description = "Print JSON, one value or one per line.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  public boolean json() {
    return json;
  }

  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** For what is not the verb's result. */
  public PrintWriter err() {
    return command.commandLine().getErr();
  }

  public void line(String text) {
    out().println(text);
    out().flush();
  }

  public void json(JsonElement value) {
    line(JSON.toJson(value));
  }

  /** Objects as rows; their keys, in the order they are first met, as columns. */
  public void rows(JsonArray rows, String none) {
    if (json) {
      json(rows);
    } else if (rows.isEmpty()) {
      line(none);
    } else {
      table(rows);
    }
  }

  private void table(JsonArray rows) {
    List<String> columns = new ArrayList<>();
    for (JsonElement row : rows) {
      row.getAsJsonObject().keySet().stream()
          .filter(column -> !columns.contains(column))
          .forEach(columns::add);
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(Output::title).toList());
    for (JsonElement row : rows) {
      cells.add(columns.stream().map(column -> cell(row.getAsJsonObject(), column)).toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      line(line.toString().stripTrailing());
    }
  }

  /** {@code keyId} is {@code KEY ID}. */
  private static String title(String column) {
    return column.replaceAll("([a-z])([A-Z])", "$1 $2").toUpperCase(Locale.ROOT);
  }

  private static String cell(JsonObject row, String column) {
    JsonElement value = row.get(column);
    if (value == null || value.isJsonNull()) {
      return "-";
    }
    String text = text(value);
    return text.length() > WIDEST_COLUMN ? text.substring(0, WIDEST_COLUMN - 1) + "…" : text;
  }

  private static String text(JsonElement value) {
    if (value.isJsonPrimitive()) {
      return value.getAsString();
    }
    if (value.isJsonArray()) {
      return String.join(",", value.getAsJsonArray().asList().stream().map(Output::text).toList());
    }
    return JSON.toJson(value);
  }
}
