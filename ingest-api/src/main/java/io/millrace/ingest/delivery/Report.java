package io.millrace.ingest.delivery;

import io.millrace.ingest.http.JsonText;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Taken;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One delivery as it was answered; text is made of it only when someone asks.
 *
 * @param millis when it came in
 * @param id what the sender calls it, null where it does not and it was refused
 * @param type what the sender calls the type of the event, null where it was refused unread
 * @param bytes of the body, -1 where it was not read and its size was not announced
 * @param address where it came from
 * @param taken where it is on the log and whether it was there before, null where it is not
 * @param problem why it was refused, null if it was accepted
 * @param oldSecret whether only a secret that was rotated out made it genuine
 */
record Report(
    long millis,
    @Nullable String id,
    @Nullable String type,
    long bytes,
    @Nullable InetAddress address,
    @Nullable Taken taken,
    @Nullable Problem problem,
    boolean oldSecret) {

  private static final int ACCEPTED = 202;

  Entry entry() {
    StringBuilder json = new StringBuilder(256).append('{');
    JsonText.field(json, "time", Instant.ofEpochMilli(millis).toString());
    text(json, "id", id);
    json.append(",\"status\":").append(problem == null ? ACCEPTED : problem.status());
    if (problem == null) {
      json.append(",\"reason\":null");
    } else {
      JsonText.field(json.append(",\"reason\":{"), "code", problem.code());
      JsonText.field(json.append(','), "detail", problem.detail()).append('}');
    }
    text(json, "type", type);
    json.append(",\"bytes\":").append(bytes < 0 ? "null" : Long.toString(bytes));
    text(json, "address", address == null ? null : address.getHostAddress());
    text(json, "position", taken == null ? null : taken.position().toString());
    json.append(",\"duplicate\":").append(taken != null && taken.duplicate());
    json.append(",\"oldSecret\":").append(oldSecret).append('}');
    return new Entry(millis, json.toString());
  }

  private static void text(StringBuilder json, String name, @Nullable String text) {
    if (text == null) {
      json.append(",\"").append(name).append("\":null");
    } else {
      JsonText.field(json.append(','), name, text);
    }
  }
}
