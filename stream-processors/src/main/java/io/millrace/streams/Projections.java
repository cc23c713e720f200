package io.millrace.streams;

import io.millrace.streams.ai.AiUsageTopology;
import io.millrace.streams.assistant.ChatRequestsTopology;
import io.millrace.streams.breakdown.SalesBreakdownTopology;
import io.millrace.streams.chat.ChatTopology;
import io.millrace.streams.notification.NotificationsTopology;
import io.millrace.streams.product.ProductSalesTopology;
import io.millrace.streams.projection.ProjectionTopology;
import io.millrace.streams.sales.SalesTopology;
import io.millrace.streams.shift.ShiftsTopology;
import io.millrace.streams.stock.StockLevelsTopology;
import io.millrace.streams.stockalert.StockAlertsTopology;
import io.millrace.streams.webhook.WebhookStatsTopology;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every projection this app makes. To add one, add its topology here. */
@Configuration(proxyBeanMethods = false)
class Projections {

  @Bean
  ProjectionTopology salesByHour() {
    return SalesTopology.byHour();
  }

  @Bean
  ProjectionTopology salesByDay() {
    return SalesTopology.byDay();
  }

  @Bean
  ProjectionTopology productSales() {
    return new ProductSalesTopology();
  }

  @Bean
  ProjectionTopology salesBreakdown() {
    return new SalesBreakdownTopology();
  }

  @Bean
  ProjectionTopology shifts() {
    return new ShiftsTopology();
  }

  @Bean
  ProjectionTopology stockLevels() {
    return new StockLevelsTopology();
  }

  @Bean
  ProjectionTopology stockAlerts() {
    return new StockAlertsTopology();
  }

  @Bean
  ProjectionTopology webhookStats() {
    return new WebhookStatsTopology();
  }

  @Bean
  ProjectionTopology chat() {
    return new ChatTopology();
  }

  @Bean
  ProjectionTopology notifications() {
    return new NotificationsTopology();
  }

  @Bean
  ProjectionTopology aiUsage() {
    return new AiUsageTopology();
  }

  @Bean
  ProjectionTopology chatRequests() {
    return new ChatRequestsTopology();
  }
}
