package io.millrace.streams.projection;

import io.millrace.schemas.event.EventHeaders;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a row. */
public final class RowHeaders {

  private RowHeaders() {}

  /** A row has no CloudEvents identity of its own, but it belongs to the fact's trace. */
  public static Headers of(Headers fact) {
    Headers headers = new RecordHeaders();
    for (String name : List.of(EventHeaders.TENANT, EventHeaders.TRACE_PARENT)) {
      Header header = fact.lastHeader(name);
      if (header != null) {
        headers.add(header);
      }
    }
    return headers;
  }
}
