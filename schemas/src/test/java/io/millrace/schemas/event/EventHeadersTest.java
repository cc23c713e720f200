package io.millrace.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventHeadersTest {

  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void describe_addsCloudEventsAttributesAndTenant() {
    EventHeaders.describe(
        headers,
        "demo",
        "r-1",
        "/tenants/demo/stores/s-1",
        "io.millrace.sales.receipt.v1",
        Instant.parse("2010-12-01T08:26:00Z"));

    assertThat(Arrays.stream(headers.toArray()).map(Header::key))
        .containsExactly("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "tenant");
    assertThat(EventHeaders.get(headers, EventHeaders.SPEC_VERSION)).isEqualTo("1.0");
    assertThat(EventHeaders.get(headers, EventHeaders.ID)).isEqualTo("r-1");
    assertThat(EventHeaders.get(headers, EventHeaders.TIME)).isEqualTo("2010-12-01T08:26:00Z");
    assertThat(EventHeaders.get(headers, EventHeaders.TENANT)).isEqualTo("demo");
  }

  @Test
  void get_givesNull_whenThereIsNone() {
    assertThat(EventHeaders.get(headers, EventHeaders.SUBJECT)).isNull();
    headers.add(EventHeaders.SUBJECT, null);
    assertThat(EventHeaders.get(headers, EventHeaders.SUBJECT)).isNull();
  }

  @Test
  void get_givesTheLastValue() {
    EventHeaders.add(headers, EventHeaders.TENANT, "a");
    EventHeaders.add(headers, EventHeaders.TENANT, "ё");
    assertThat(EventHeaders.get(headers, EventHeaders.TENANT)).isEqualTo("ё");
  }
}
