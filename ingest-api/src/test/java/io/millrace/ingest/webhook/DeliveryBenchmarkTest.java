package io.millrace.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.event.Event;
import io.millrace.schemas.event.EventHeaders;
import org.junit.jupiter.api.Test;

class DeliveryBenchmarkTest {

  private final DeliveryBenchmark benchmark = new DeliveryBenchmark();

  @Test
  void record_isThatOfTheDelivery() {
    isRecordOf(0, benchmark.toRecord());
    isRecordOf(1, benchmark.verifyAndToRecord());
  }

  private static void isRecordOf(int number, Event event) {
    SampleDelivery delivery = SampleDelivery.of(number, 1_024);
    assertThat(event.id()).isEqualTo(delivery.headers().getFirst("X-GitHub-Delivery"));
    assertThat(event.record().value()).isEqualTo(delivery.body());
    assertThat(delivery.body()).hasSizeBetween(980, 1_024);
    assertThat(EventHeaders.get(event.record().headers(), EventHeaders.WEBHOOK_TYPE))
        .isEqualTo("issues");
    assertThat(EventHeaders.get(event.record().headers(), "http_x-hub-signature-256"))
        .isEqualTo(delivery.headers().getFirst("X-Hub-Signature-256"));
  }
}
