package io.millrace.projection.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.projection.auth.Caller;
import io.millrace.projection.auth.Gate;
import io.millrace.projection.freshness.Freshness;
import io.millrace.projection.http.Params;
import io.millrace.projection.http.Problem;
import io.millrace.projection.period.Period;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class WebhookRoutes {

  private static final Duration GRAIN = Duration.ofMinutes(1);

  private final WebhookQuery webhooks;
  private final Freshness freshness;
  private final Clock clock;

  WebhookRoutes(WebhookQuery webhooks, Freshness freshness, Clock clock) {
    this.webhooks = webhooks;
    this.freshness = freshness;
    this.clock = clock;
  }

  @Bean
  RouterFunction<ServerResponse> webhooks(Gate gate) {
    return RouterFunctions.route()
        .GET("/api/analytics/webhooks", gate.read(this::deliveries))
        .build();
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Answer(@Nullable String sourceKey, String bucket, List<WebhookQuery.Entry> buckets) {}

  private Mono<ServerResponse> deliveries(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    String sourceKey = params.text("sourceKey");
    WebhookQuery.Bucket bucket = params.choice("bucket", WebhookQuery.Bucket.class);
    Period.Default otherwise =
        bucket == WebhookQuery.Bucket.MINUTE
            ? Period.Default.lastHour(clock.instant())
            : Period.Default.lastDay(clock.instant(), ZoneOffset.UTC);
    Period period = Period.of(params, ZoneOffset.UTC, otherwise).snapped(GRAIN);
    return freshness.answer(
        request,
        WebhookQuery.PROJECTION,
        () ->
            webhooks
                .deliveries(caller.tenant(), sourceKey, period, bucket)
                .map(entries -> answer(sourceKey, bucket, entries)));
  }

  private static Answer answer(
      @Nullable String sourceKey, WebhookQuery.Bucket bucket, List<WebhookQuery.Entry> entries) {
    if (entries.size() > WebhookQuery.MAX_ROWS) {
      throw Problem.of(
              HttpStatus.BAD_REQUEST,
              "range-too-large",
              "more than " + WebhookQuery.MAX_ROWS + " buckets; ask for a shorter range")
          .refusal();
    }
    return new Answer(sourceKey, bucket.name().toLowerCase(Locale.ROOT), entries);
  }
}
