package io.millrace.ingest.intake;

import io.millrace.ingest.event.EventKind;
import io.millrace.ingest.metrics.EventCounters;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** A body that was read: one event, or many. */
sealed interface Readable permits Single, Batch {

  /** Appends what can be and answers when all of it is settled. */
  Mono<ServerResponse> write(EventKind kind, Writer writer, EventCounters counters);
}
