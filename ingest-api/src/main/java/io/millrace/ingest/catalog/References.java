package io.millrace.ingest.catalog;

import io.millrace.ingest.event.Envelope;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.intake.Call;
import io.millrace.ingest.json.Currencies;
import io.millrace.ingest.json.Fields;
import io.millrace.schemas.catalog.v1.Reference;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.event.Timestamps;
import io.millrace.schemas.topic.Topics;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/** Reference data: stores, warehouses, categories, customers, employees. */
final class References {

  private static final String STORES = "stores";
  private static final String CUSTOMERS = "customers";
  private static final List<String> KINDS =
      List.of(STORES, "warehouses", "categories", CUSTOMERS, "employees");

  private References() {}

  static Event put(Fields body, Call call) {
    String kind = call.pathId("kind");
    if (!KINDS.contains(kind)) {
      throw new Problem(
              404, "not-found", "no kind " + kind + " (expected: " + String.join(", ", KINDS) + ")")
          .refusal();
    }
    String id = call.pathId("id");
    Envelope envelope = call.envelope();
    Reference.Builder reference =
        Reference.newBuilder()
            .setTenant(envelope.tenant())
            .setKind(kind)
            .setId(id)
            .setName(body.text("name", 1_000))
            .putAllAttributes(body.texts("attributes", 100, 4_000))
            .setUpdatedAt(Timestamps.of(envelope.now()));
    if (kind.equals(STORES)) {
      reference.setTimezone(timezone(body)).setCurrency(Currencies.required(body));
    }
    if (kind.equals(CUSTOMERS)) {
      reference.setPhone(body.optionalText("phone", 32));
    }
    return envelope
        .event(
            EventKind.REFERENCE,
            Topics.CATALOG_REFERENCE,
            Keys.of(envelope.tenant(), kind, id),
            envelope.source(),
            call.changeId(),
            reference.build())
        .named(call.idempotencyKey() != null)
        .knownAs(id);
  }

  private static String timezone(Fields body) {
    String zone = body.text("timezone", 64);
    try {
      if (!zone.isEmpty()) {
        ZoneId.of(zone);
      }
    } catch (DateTimeException e) {
      body.wrong("timezone", "expected an IANA time zone, as in Europe/London");
    }
    return zone;
  }
}
