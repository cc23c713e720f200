package io.millrace.streams.assistant;

import io.millrace.schemas.event.EventHeaders;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a fact that follows from another. */
final class EventRecords {

  private EventRecords() {}

  /** Those of an event of its own, in the trace of its cause. */
  static Headers headers(
      Headers cause, String tenant, String id, String source, String type, long time) {
    Headers headers = new RecordHeaders();
    EventHeaders.describe(headers, tenant, id, source, type, Instant.ofEpochMilli(time));
    EventHeaders.add(headers, EventHeaders.CONTENT_TYPE, EventHeaders.PROTOBUF);
    String trace = EventHeaders.get(cause, EventHeaders.TRACE_PARENT);
    if (trace != null) {
      EventHeaders.add(headers, EventHeaders.TRACE_PARENT, trace);
    }
    return headers;
  }
}
