package io.millrace.projection.ai;

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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class AiUsageRoutes {

  private static final Duration GRAIN = Duration.ofHours(1);

  private final AiUsageQuery usage;
  private final Freshness freshness;
  private final Clock clock;

  AiUsageRoutes(AiUsageQuery usage, Freshness freshness, Clock clock) {
    this.usage = usage;
    this.freshness = freshness;
    this.clock = clock;
  }

  @Bean
  RouterFunction<ServerResponse> aiUsage(Gate gate) {
    return RouterFunctions.route().GET("/api/ai/usage", gate.read(this::usage)).build();
  }

  /** Costs are in millionths of the currency. */
  record Answer(String bucket, String currency, List<AiUsageQuery.Entry> buckets) {}

  private Mono<ServerResponse> usage(Caller caller, ServerRequest request) {
    Params params = new Params(request);
    AiUsageQuery.Bucket bucket = params.choice("bucket", AiUsageQuery.Bucket.class);
    Period.Default otherwise =
        bucket == AiUsageQuery.Bucket.DAY
            ? Period.Default.lastMonth(clock.instant(), ZoneOffset.UTC)
            : Period.Default.lastDay(clock.instant(), ZoneOffset.UTC);
    Period period = Period.of(params, ZoneOffset.UTC, otherwise).snapped(GRAIN);
    return freshness.answer(
        request,
        AiUsageQuery.PROJECTION,
        () -> usage.usage(caller.tenant(), period, bucket).map(entries -> answer(bucket, entries)));
  }

  private static Answer answer(AiUsageQuery.Bucket bucket, List<AiUsageQuery.Entry> entries) {
    if (entries.size() > AiUsageQuery.MAX_ROWS) {
      throw Problem.of(
              HttpStatus.BAD_REQUEST,
              "range-too-large",
              "more than " + AiUsageQuery.MAX_ROWS + " buckets; ask for a shorter range")
          .refusal();
    }
    return new Answer(bucket.name().toLowerCase(Locale.ROOT), "USD", entries);
  }
}
