package io.millrace.ingest.delivery;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.millrace.ingest.auth.Authenticator;
import io.millrace.ingest.http.Methods;
import io.millrace.ingest.kafka.Housekeeping;
import io.millrace.ingest.redis.Redis;
import io.millrace.ingest.source.Sources;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class DeliveryRoutes {

  private static final String DELIVERIES = "/api/sources/{sourceKey}/deliveries";

  @Bean(destroyMethod = "close")
  DeliveryHistory deliveryHistory(Redis redis, Housekeeping housekeeping) {
    DeliveryHistory history = new DeliveryHistory(new RedisDeliveryStore(redis));
    housekeeping.every(Duration.ofSeconds(1), history::flush);
    return history;
  }

  @Bean
  RouterFunction<ServerResponse> deliveries(
      Authenticator authenticator, Sources sources, DeliveryHistory history) {
    DeliveryList list = new DeliveryList(authenticator, sources, history);
    return route()
        .GET(DELIVERIES, list::answer)
        .route(path(DELIVERIES), Methods.only(HttpMethod.GET))
        .build();
  }
}
