package io.millrace.projection.live;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.http.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class LiveRoutes {

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int MAX_CHANNELS = 50;
  private static final int RETRY_AFTER_SECONDS = 5;

  private final LiveSubscriptions subscriptions;
  private final LiveSettings settings;
  private final Set<LiveSession> sessions = ConcurrentHashMap.newKeySet();

  LiveRoutes(LiveSubscriptions subscriptions, LiveSettings settings) {
    this.subscriptions = subscriptions;
    this.settings = settings;
  }

  @Bean
  RouterFunction<ServerResponse> live(Gate gate) {
    return RouterFunctions.route().GET("/api/live", gate.read(this::watch)).build();
  }

  /** One clock for all watchers. */
  @Bean(destroyMethod = "dispose")
  Disposable liveHeartbeat() {
    return Flux.interval(HEARTBEAT)
        .onBackpressureDrop()
        .subscribe(tick -> sessions.forEach(session -> session.comment("heartbeat")));
  }

  private Mono<ServerResponse> watch(Caller caller, ServerRequest request) {
    List<LiveChannel> channels = channels(request);
    if (sessions.size() >= settings.maxConnections()) {
      throw Problem.unavailable(
              "too-many-connections", "this instance holds no more watchers", RETRY_AFTER_SECONDS)
          .refusal();
    }
    LiveSession session = new LiveSession();
    return ServerResponse.ok()
        .cacheControl(CacheControl.noStore())
        .header("X-Accel-Buffering", "no")
        .body(
            BodyInserters.fromServerSentEvents(
                session
                    .events()
                    .doOnSubscribe(
                        subscription -> {
                          sessions.add(session);
                          subscriptions.add(caller.tenant(), channels, session);
                        })
                    .doFinally(
                        signal -> {
                          sessions.remove(session);
                          subscriptions.remove(caller.tenant(), channels, session);
                        })));
  }

  private static List<LiveChannel> channels(ServerRequest request) {
    List<LiveChannel> channels =
        request.queryParams().getOrDefault("channels", List.of()).stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .filter(name -> !name.isEmpty())
            .distinct()
            .map(LiveChannel::parse)
            .toList();
    if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
      throw Problem.badParameter(
              "channels", channels.size() + " (expected: 1 to " + MAX_CHANNELS + ")")
          .refusal();
    }
    return channels;
  }
}
