package io.millrace.ingest.http;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Handles every request in a turn of its own, not while Reactor Netty reads it. On a connection
 * that is kept alive, a request may be read before the end of the last answer, written by another
 * thread, has been taken note of. Reactor Netty 1.3.6 then loses an answer that is given at once,
 * and the client waits for ever.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OwnTurnFilter implements WebFilter {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return chain.filter(exchange).subscribeOn(Schedulers.parallel());
  }
}
