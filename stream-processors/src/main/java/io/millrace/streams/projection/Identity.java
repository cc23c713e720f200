package io.millrace.streams.projection;

import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Keys;
import org.apache.kafka.common.header.Headers;

/**
 * Who a fact is: its CloudEvents source and id within its kind. The kind keeps a receipt apart from
 * a movement to which the same shop gave the same number.
 */
public final class Identity {

  private Identity() {}

  /** The identity the headers name; where they do not, the one of the value's own ids. */
  public static String of(String kind, Headers headers, String valueSource, String valueId) {
    String source = EventHeaders.get(headers, EventHeaders.SOURCE);
    String id = EventHeaders.get(headers, EventHeaders.ID);
    return source == null || id == null
        ? Keys.of(kind, valueSource, valueId)
        : Keys.of(kind, source, id);
  }

  /**
   * The identity the headers name, for a value without ids of its own.
   *
   * @throws InvalidFact if they name none
   */
  public static String of(String kind, Headers headers) {
    return Keys.of(
        kind, required(headers, EventHeaders.SOURCE), required(headers, EventHeaders.ID));
  }

  /** The source of what happens in a store: receipts, shifts and movements. */
  public static String storeSource(String tenant, String storeId) {
    return "/tenants/" + tenant + "/stores/" + storeId;
  }

  private static String required(Headers headers, String name) {
    String value = EventHeaders.get(headers, name);
    if (value == null || value.isEmpty()) {
      throw InvalidFact.field(name, value == null ? "unset" : "empty", "a header");
    }
    return value;
  }
}
