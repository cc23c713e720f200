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
 * Handles every request in a turn of its own, not while Reactor Netty 1.3.6 reads it. Without it,
 * an answer given at once was sometimes lost when the one before it on a kept-alive connection had
 * come from another thread, and the client waited for ever. RATIONALE.md has what is known.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class OwnTurnFilter implements WebFilter {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return chain.filter(exchange).subscribeOn(Schedulers.parallel());
  }
}
