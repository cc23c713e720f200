package io.millrace.ingest.intake;

import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.metrics.EventCounters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The one event of a request. */
record Single(Prepared prepared) implements Readable {

  @Override
  public Mono<ServerResponse> write(EventKind kind, EventLog log, EventCounters counters) {
    counters.received(kind);
    return log.append(prepared.event())
        .flatMap(position -> prepared.answer().apply(prepared.event(), position));
  }
}
