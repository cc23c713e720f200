package io.millrace.ingest.intake;

import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.metrics.EventCounters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The one event of a request. */
record Single(Prepared prepared) implements Readable {

  @Override
  public Mono<ServerResponse> write(EventKind kind, Writer writer, EventCounters counters) {
    counters.received(kind);
    return writer.write(prepared);
  }
}
