package io.millrace.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void source_cannotBeForgedByAnId() {
    assertThat(new Envelope("a/stores/b", NOW, "").source("stores", "c"))
        .isEqualTo("/tenants/a%2Fstores%2Fb/stores/c");
    assertThat(new Envelope("a", NOW, "").source("ai")).isEqualTo("/tenants/a/ai");
    assertThat(new Envelope("a", NOW, "").source()).isEqualTo("/tenants/a");
  }

  @Test
  void clamp_holdsTheFutureToFiveMinutes() {
    Envelope envelope = new Envelope("a", NOW, "");

    assertThat(envelope.clamp(NOW.plusSeconds(299))).isEqualTo(NOW.plusSeconds(299));
    assertThat(envelope.clamp(NOW.plusSeconds(301))).isEqualTo(NOW.plusSeconds(300));
    assertThat(envelope.clamp(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
  }

  @Test
  void traceParent_keepsOnlyValidOnes() {
    String valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    assertThat(TraceParent.of(valid)).isEqualTo(valid);
    assertThat(TraceParent.of(valid.toUpperCase(java.util.Locale.ROOT))).isNotEqualTo(valid);
    assertThat(TraceParent.of(null)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    assertThat(TraceParent.of("x")).hasSize(55);
  }

  @Test
  void uuid_isOfVersion4() {
    assertThat(java.util.UUID.fromString(Ids.uuid()).version()).isEqualTo(4);
    assertThat(Ids.uuid()).isNotEqualTo(Ids.uuid());
  }
}
