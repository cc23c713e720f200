package io.millrace.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.ingest.event.Event;
import io.millrace.ingest.http.Problem;
import io.millrace.ingest.kafka.EventLog;
import io.millrace.ingest.metrics.EventCounters;
import io.millrace.ingest.metrics.IngestMetric;
import io.millrace.schemas.config.v1.Source;
import io.millrace.schemas.event.EventHeaders;
import io.millrace.schemas.event.Position;
import io.millrace.schemas.webhook.v1.WebhookRejections;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RejectionsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-01T10:00:30Z"), ZoneOffset.UTC);
  private static final Problem REASON = Problem.tooLarge(1);
  private static final Problem NO_ACK =
      Problem.unavailable("kafka-unavailable", "no ack", Duration.ofSeconds(1));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Event> sent = new ArrayList<>();
  private @Nullable Problem answer;
  private final Rejections rejections =
      new Rejections(this::append, new EventCounters(registry), CLOCK);

  @Test
  void flush_sendsWhatFailedAgainWithItsIdAndNewCountsWithAnother() throws Exception {
    answer = NO_ACK;
    count("s", 2);
    rejections.flush();
    count("s", 1);
    answer = null;
    rejections.flush();
    rejections.flush();

    assertThat(sent).hasSize(3);
    assertThat(id(1)).isEqualTo(id(0)).isNotEqualTo(id(2));
    assertThat(byReason(0)).isEqualTo(byReason(1)).isEqualTo(Map.of("too-large", 2L));
    assertThat(byReason(2)).isEqualTo(Map.of("too-large", 1L));
  }

  @Test
  void flush_keepsCountsOnceTooManyEventsWait() throws Exception {
    answer = NO_ACK;
    for (int i = 0; i < Rejections.MOST_EVENTS; i++) {
      count("s-" + i, 1);
    }
    rejections.flush();
    count("late", 1);
    rejections.flush();
    count("late", 1);
    assertThat(sent).hasSize(2 * Rejections.MOST_EVENTS);
    sent.clear();
    answer = null;
    rejections.flush();

    assertThat(sent).hasSize(Rejections.MOST_EVENTS + 1);
    assertThat(byReason(Rejections.MOST_EVENTS)).isEqualTo(Map.of("too-large", 2L));
  }

  @Test
  void flush_givesUpWhatWillNeverBeTaken() {
    answer = REASON;
    count("s", 3);
    rejections.flush();
    rejections.flush();

    assertThat(sent).hasSize(1);
    assertThat(registry.get(IngestMetric.REJECTIONS_DROPPED.id()).counter().count()).isEqualTo(3);
  }

  @Test
  void flush_putsDuplicatesBesideTheReasons() throws Exception {
    Source source = Source.newBuilder().setTenant("demo").setSourceKey("s").build();
    rejections.duplicate(source);
    rejections.duplicate(source);
    count("s", 1);
    rejections.flush();

    assertThat(sent).hasSize(1);
    assertThat(byReason(0)).isEqualTo(Map.of("too-large", 1L));
    assertThat(WebhookRejections.parseFrom(sent.get(0).record().value()).getDuplicates())
        .isEqualTo(2);
  }

  private void count(String sourceKey, int times) {
    Source source = Source.newBuilder().setTenant("demo").setSourceKey(sourceKey).build();
    for (int i = 0; i < times; i++) {
      rejections.count(source, REASON);
    }
  }

  private void append(Event event, EventLog.Callback callback) {
    sent.add(event);
    callback.done(answer == null ? new Position("webhooks.rejected.v1", 0, 0) : null, answer);
  }

  private String id(int index) {
    return String.valueOf(EventHeaders.get(sent.get(index).record().headers(), EventHeaders.ID));
  }

  private Map<String, Long> byReason(int index) throws Exception {
    return WebhookRejections.parseFrom(sent.get(index).record().value()).getByReasonMap();
  }
}
