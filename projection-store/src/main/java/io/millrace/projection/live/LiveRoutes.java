package io.millrace.projection.live;

import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.http.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
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

  private final LiveSubscriptions subscriptions;
  private final PolledChannels polled;
  private final LiveConnections connections;
  private final Set<LiveSession> sessions = ConcurrentHashMap.newKeySet();

  LiveRoutes(LiveSubscriptions subscriptions, PolledChannels polled, LiveConnections connections) {
    this.subscriptions = subscriptions;
    this.polled = polled;
    this.connections = connections;
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
    Map<Boolean, List<LiveChannel>> channels =
        channels(request).stream()
            .collect(Collectors.partitioningBy(each -> each.kind() == LiveChannel.Kind.OPS));
    List<LiveChannel> ops = channels.getOrDefault(true, List.of());
    List<LiveChannel> state = channels.getOrDefault(false, List.of());
    if (!ops.isEmpty()) {
      caller.require("ops");
    }
    connections.check();
    LiveSession session = new LiveSession();
    return ServerResponse.ok()
        .cacheControl(CacheControl.noStore())
        .header("X-Accel-Buffering", "no")
        .body(
            BodyInserters.fromServerSentEvents(
                connections.counted(
                    session
                        .events()
                        .doOnSubscribe(
                            subscription -> {
                              sessions.add(session);
                              subscriptions.add(caller.tenant(), state, session);
                              ops.forEach(channel -> polled.add(channel, session));
                            })
                        .doFinally(
                            signal -> {
                              sessions.remove(session);
                              subscriptions.remove(caller.tenant(), state, session);
                              ops.forEach(channel -> polled.remove(channel, session));
                            }))));
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
